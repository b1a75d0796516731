/** Record stores in memory, for tests. */
import { putI32 } from "../bytes/integers.ts";
import { RECORD_FORMATS, type RecordFormat } from "../store/record-formats.ts";
import { STORES, type StoreName } from "../store/records.ts";
import { PageCache, type PageFile, type RecordFile } from "./page-cache.ts";
import { RecordFileSet } from "./record-file-set.ts";

/** Takes whole pages, at any offset, in no more memory than they need. */
export class MemoryFile implements PageFile {
  readonly name: string;
  readonly bytes: number;
  isWritable = true;
  readonly #initial: Buffer;
  readonly #pages = new Map<number, Buffer>();

  constructor(name: string, initial: Buffer = Buffer.alloc(0)) {
    this.name = name;
    this.#initial = initial;
    this.bytes = initial.length;
  }

  read(target: Buffer, from: number): number {
    const bytes = this.#pages.get(from) ?? this.#initial.subarray(from, from + target.length);
    target.set(bytes.subarray(0, target.length));
    return Math.min(bytes.length, target.length);
  }

  write(bytes: Buffer, at: number): void {
    if (!this.isWritable) throw new Error(`${this.name} is not writable`);
    this.#pages.set(at, Buffer.from(bytes));
  }

  get content(): Buffer {
    const ends = [...this.#pages].map(([at, page]) => at + page.length);
    const all = Buffer.alloc(Math.max(this.#initial.length, ...ends));
    all.set(this.#initial);
    for (const [at, page] of this.#pages) all.set(page, at);
    return all;
  }
}

/** Every store, empty. */
export class MemoryStores {
  readonly cache = new PageCache(64 * 1024);
  readonly #files = new Map<string, MemoryFile>();
  readonly #set: RecordFileSet;
  readonly #dynamicRecordBytes: number;

  constructor(dynamicRecordBytes = 38, format: RecordFormat = RECORD_FORMATS.standard) {
    this.#dynamicRecordBytes = dynamicRecordBytes;
    this.#set = new RecordFileSet(this.cache, format, (name) => this.#file(name));
  }

  readonly of = (store: StoreName): RecordFile => this.#set.of(store);

  #file(name: string): MemoryFile {
    let file = this.#files.get(name);
    if (!file) {
      const isDynamic = Object.values(STORES).some(
        (row) => row.file === name && row.recordBytes === undefined,
      );
      const head = Buffer.alloc(isDynamic ? 8192 : 0);
      if (isDynamic) putI32(head, 0, this.#dynamicRecordBytes);
      file = new MemoryFile(name, head);
      this.#files.set(name, file);
    }
    return file;
  }

  /** The bytes of a store as they are now. */
  content(store: StoreName): Buffer {
    this.cache.flush();
    return this.#file(STORES[store].file).content;
  }
}
