/** Records of a file read one by one in any order, through a few pages kept in memory. */
import { readSync } from "node:fs";
import type { Layout, View } from "../bytes/layout.ts";

const PAGE_BYTES = 32 * 1024;

export interface RecordFile {
  /** Undefined when the file is missing: then it has no records. */
  fd: number | undefined;
  recordBytes: number;
  /** Whole records in the file. */
  count: number;
}

/** Reads into `target`; the file may have become shorter meanwhile, then zeros. */
export function readFully(fd: number, target: Buffer, length: number, from: number): void {
  let done = 0;
  while (done < length) {
    const got = readSync(fd, target, done, length - done, from + done);
    if (got === 0) break;
    done += got;
  }
  if (done < length) target.fill(0, done, length);
}

/**
 * Pages lie in one buffer, page n in place n modulo their number, so that finding one takes no list and a
 * record no object: `at` moves one view.
 */
export class PagedRecords<F> {
  readonly #file: RecordFile;
  readonly #perPage: number;
  readonly #pageBytes: number;
  readonly #held: Float64Array;
  readonly #view: View<F>;

  /** @param cacheBytes how much it may keep */
  constructor(layout: Layout<F>, file: RecordFile, cacheBytes: number) {
    this.#file = file;
    this.#perPage = Math.max(1, Math.floor(PAGE_BYTES / file.recordBytes));
    this.#pageBytes = this.#perPage * file.recordBytes;
    const pages = Math.ceil(file.count / this.#perPage);
    const places = Math.max(1, Math.min(pages, Math.floor(cacheBytes / this.#pageBytes)));
    this.#held = new Float64Array(places).fill(-1);
    this.#view = layout.view();
    this.#view.buffer = Buffer.alloc(places * this.#pageBytes);
  }

  /** Bytes of a record, its data included. */
  get recordBytes(): number {
    return this.#file.recordBytes;
  }

  /** The view at this record, until the next call; undefined when the file has no such record. */
  at(id: number): View<F> | undefined {
    if (id < 0 || id >= this.#file.count) return undefined;
    const page = Math.floor(id / this.#perPage);
    const place = page % this.#held.length;
    if (this.#held[place] !== page) this.#load(page, place);
    this.#view.at = place * this.#pageBytes + (id - page * this.#perPage) * this.#file.recordBytes;
    return this.#view;
  }

  #load(page: number, place: number): void {
    const { fd, count, recordBytes } = this.#file;
    const from = place * this.#pageBytes;
    const target = this.#view.buffer.subarray(from, from + this.#pageBytes);
    const records = Math.min(this.#perPage, count - page * this.#perPage);
    if (fd !== undefined) readFully(fd, target, records * recordBytes, page * this.#pageBytes);
    this.#held[place] = page;
  }
}
