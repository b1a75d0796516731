/**
 * The pages of store files that are being changed: a bounded number in memory, written back when they
 * have to make room. Which page goes: the oldest that was not used since it was last passed over.
 */
import { BackupError } from "../catalogue/errors.ts";
import { pageBytesOf } from "../store/record-pages.ts";

/** A file under the cache. Reading behind the end gives fewer bytes; writing there makes it longer. */
export interface PageFile {
  readonly name: string;
  /** Size of the file when it was opened. */
  readonly bytes: number;
  /** False as long as changes must stay in memory. */
  readonly isWritable: boolean;
  /** @returns how many bytes there were */
  read(target: Buffer, from: number): number;
  write(bytes: Buffer, at: number): void;
}

interface Page {
  file: RecordFile;
  number: number;
  buffer: Buffer;
  isDirty: boolean;
  wasUsed: boolean;
}

const FILE_FACTOR = 2 ** 40;
/**
 * Rolled back transactions leave gaps in ids, as large as what a heap can hold; a log that leaves a larger
 * one is not trusted, or one flipped bit would make a store of terabytes.
 */
export const MAX_ID_GAP = 2 ** 24;

export class PageCache {
  readonly #budget: number;
  readonly #pages = new Map<number, Page>();
  #held = 0;
  #files = 0;
  /** Pages that were read and written. */
  reads = 0;
  writes = 0;

  /** @param budgetBytes what it may hold, but for changes to files that cannot be written yet */
  constructor(budgetBytes: number) {
    this.#budget = budgetBytes;
  }

  open(file: PageFile, recordBytes: number): RecordFile {
    return new RecordFile(this, file, recordBytes, this.#files++);
  }

  /** The page, brought into memory. */
  page(file: RecordFile, number: number): Page {
    const key = file.index * FILE_FACTOR + number;
    const have = this.#pages.get(key);
    if (have) {
      have.wasUsed = true;
      return have;
    }
    const buffer = this.#room(file.pageBytes);
    const got = file.file.read(buffer, number * file.pageBytes);
    if (got < buffer.length) buffer.fill(0, got);
    this.reads++;
    const page = { file, number, buffer, isDirty: false, wasUsed: true };
    this.#pages.set(key, page);
    this.#held += buffer.length;
    return page;
  }

  #room(bytes: number): Buffer {
    if (this.#held + bytes <= this.#budget) return Buffer.allocUnsafeSlow(bytes);
    // Twice around at most: once to take the marks away, once to find one without.
    let left = this.#pages.size * 2;
    for (const [key, page] of this.#pages) {
      if (left-- === 0) break;
      if (page.wasUsed || (page.isDirty && !page.file.file.isWritable)) {
        page.wasUsed = false;
        this.#pages.delete(key);
        this.#pages.set(key, page);
        continue;
      }
      this.#pages.delete(key);
      this.#held -= page.buffer.length;
      if (page.isDirty) this.#write(page);
      page.file.forget(page);
      if (page.buffer.length === bytes) return page.buffer;
      if (this.#held + bytes <= this.#budget) break;
    }
    return Buffer.allocUnsafeSlow(bytes);
  }

  #write(page: Page): void {
    page.file.file.write(page.buffer, page.number * page.file.pageBytes);
    page.isDirty = false;
    this.writes++;
  }

  /** Writes every change, in the order of the files. */
  flush(): void {
    const dirty = [...this.#pages.values()].filter((page) => page.isDirty);
    dirty.sort((a, b) => a.file.index - b.file.index || a.number - b.number);
    for (const page of dirty) this.#write(page);
  }
}

/** The records of one file that is being changed. */
export class RecordFile {
  readonly file: PageFile;
  readonly recordBytes: number;
  readonly pageBytes: number;
  readonly index: number;
  /** Bytes of the file with what was added, in whole pages. */
  bytes: number;
  /** Something was changed. */
  isChanged = false;
  /** The page of the last `find` or `edit`. */
  buffer: Buffer = Buffer.alloc(0);
  readonly #cache: PageCache;
  readonly #perPage: number;
  #last: Page | undefined;

  constructor(cache: PageCache, file: PageFile, recordBytes: number, index: number) {
    this.#cache = cache;
    this.file = file;
    this.recordBytes = recordBytes;
    this.pageBytes = pageBytesOf(recordBytes);
    this.#perPage = this.pageBytes / recordBytes;
    this.index = index;
    this.bytes = file.bytes;
  }

  /** Brings the record into `buffer`. @returns where it lies there */
  find(id: number): number {
    const number = Math.floor(id / this.#perPage);
    if (this.#last?.number !== number) {
      this.#last = this.#cache.page(this, number);
      this.buffer = this.#last.buffer;
    }
    return (id - number * this.#perPage) * this.recordBytes;
  }

  /** The same, for a record that will be changed. @throws BackupError bad-log for an absurd id */
  edit(id: number): number {
    const end = (id + 1) * this.recordBytes;
    if (end > this.bytes) {
      if (end - this.bytes > MAX_ID_GAP * this.recordBytes)
        throw new BackupError("bad-log", {
          detail: `a command is about record ${id} of ${this.file.name}, which has ${Math.floor(this.bytes / this.recordBytes)}`,
        });
      this.bytes = Math.ceil(end / this.pageBytes) * this.pageBytes;
    }
    if (id < 0)
      throw new BackupError("bad-log", {
        detail: `a command is about record ${id} of ${this.file.name}`,
      });
    const at = this.find(id);
    (this.#last as Page).isDirty = true;
    this.isChanged = true;
    return at;
  }

  /** The page goes out of memory. */
  forget(page: Page): void {
    if (this.#last === page) this.#last = undefined;
  }
}
