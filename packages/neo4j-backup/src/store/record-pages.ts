/** The records of one store file, read one by one or in the order of the file. */
import type { Layout, RecordOf, View } from "../bytes/layout.ts";
import type { ByteSource } from "./byte-source.ts";

/** Neo4j keeps whole records on pages of this size, and pads files to whole pages. */
const PAGE_BYTES = 8192;
/** The largest piece that a scan reads at a time. */
const SCAN_BYTES = 256 * 1024;

/** Bytes of a page that holds records of `recordBytes`. */
export const pageBytesOf = (recordBytes: number): number =>
  recordBytes > PAGE_BYTES ? recordBytes : PAGE_BYTES - (PAGE_BYTES % recordBytes);

/** The fields of a layout. */
export type FieldsOf<L> = L extends Layout<infer F> ? F : never;

export class RecordPages<F> {
  readonly layout: Layout<F>;
  readonly source: ByteSource;
  /** Distance of the records; larger than the layout where data follows it. */
  readonly recordBytes: number;
  readonly #view: View<F>;

  constructor(layout: Layout<F>, source: ByteSource, recordBytes = layout.size) {
    this.layout = layout;
    this.source = source;
    this.recordBytes = recordBytes;
    this.#view = layout.view();
  }

  /** How many whole records the file has room for. */
  get count(): number {
    return Math.floor(this.source.bytes / this.recordBytes);
  }

  /** True when the file has room for this record. */
  has(id: number): boolean {
    return Number.isSafeInteger(id) && id >= 0 && (id + 1) * this.recordBytes <= this.source.bytes;
  }

  /**
   * A view of one record, moved by the next call; undefined when the file ends before it. Its `buffer`
   * holds the whole record from `at` on, the data behind the layout included.
   */
  view(id: number): View<F> | undefined {
    if (!this.has(id)) return undefined;
    this.#view.buffer = this.source.read(id * this.recordBytes, this.recordBytes);
    this.#view.at = 0;
    return this.#view;
  }

  /** One record as a value; undefined when the file ends before it. */
  read(id: number): RecordOf<F> | undefined {
    const view = this.view(id);
    return view && this.layout.read(view.buffer, view.at);
  }

  /**
   * Every record of a range, in order.
   * @param visit is handed one view that moves; it may read other records meanwhile
   * @param from first id
   * @param to exclusive; the file's end by default
   */
  scan(
    visit: (view: View<F>, id: number) => void,
    from = 0,
    to: number = Number.MAX_SAFE_INTEGER,
  ): void {
    const size = this.recordBytes;
    const end = Math.min(to, this.count);
    const step = Math.max(1, Math.floor(SCAN_BYTES / size));
    const piece = Buffer.allocUnsafeSlow(Math.max(0, Math.min(step, end - from)) * size);
    const view = this.layout.view();
    view.buffer = piece;
    for (let first = from; first < end; first += step) {
      const count = Math.min(step, end - first);
      piece.set(this.source.read(first * size, count * size));
      for (let i = 0; i < count; i++) {
        view.at = i * size;
        visit(view, first + i);
      }
    }
  }
}
