/** Records of a file in the order of the file, in large reads. */
import type { Layout, View } from "../bytes/layout.ts";
import { type RecordFile, readFully } from "./paged-records.ts";

const READ_BYTES = 1024 * 1024;

export class SequentialRecords<F> {
  readonly #file: RecordFile;
  readonly #view: View<F>;
  readonly #perRead: number;

  constructor(layout: Layout<F>, file: RecordFile) {
    this.#file = file;
    this.#view = layout.view();
    this.#perRead = Math.max(1, Math.floor(READ_BYTES / file.recordBytes));
  }

  /** @param visit is handed one view that moves */
  scan(from: number, to: number, visit: (view: View<F>, id: number) => void): void {
    const { fd, recordBytes, count } = this.#file;
    const view = this.#view;
    const end = Math.min(to, count);
    if (fd === undefined || from >= end) return;
    if (view.buffer.length === 0)
      view.buffer = Buffer.alloc(Math.min(this.#perRead, count) * recordBytes);
    for (let first = from; first < end; first += this.#perRead) {
      const records = Math.min(this.#perRead, end - first);
      readFully(fd, view.buffer, records * recordBytes, first * recordBytes);
      for (let i = 0; i < records; i++) {
        view.at = i * recordBytes;
        visit(view, first + i);
      }
    }
  }
}
