/** Record stores in memory, for tests. */
import { putI32 } from "../bytes/integers.ts";
import { STORES, type StoreName } from "../store/records.ts";
import { PageCache, type PageFile, type RecordFile } from "./page-cache.ts";
import { RecordFileSet } from "./record-file-set.ts";

export class MemoryFile implements PageFile {
  readonly name: string;
  readonly bytes: number;
  content: Buffer;
  isWritable = true;

  constructor(name: string, content: Buffer = Buffer.alloc(0)) {
    this.name = name;
    this.content = content;
    this.bytes = content.length;
  }

  read(target: Buffer, from: number): number {
    const bytes = this.content.subarray(from, from + target.length);
    target.set(bytes);
    return bytes.length;
  }

  write(bytes: Buffer, at: number): void {
    if (!this.isWritable) throw new Error(`${this.name} is not writable`);
    if (at + bytes.length > this.content.length)
      this.content = Buffer.concat([
        this.content,
        Buffer.alloc(at + bytes.length - this.content.length),
      ]);
    this.content.set(bytes, at);
  }
}

const DYNAMIC_RECORD_BYTES = 38;

/** Every store, empty; dynamic ones with records of 38 bytes. */
export class MemoryStores {
  readonly cache = new PageCache(64 * 1024);
  readonly #files = new Map<string, MemoryFile>();
  readonly #set = new RecordFileSet(this.cache, (name) => this.#file(name));

  readonly of = (store: StoreName): RecordFile => this.#set.of(store);

  #file(name: string): MemoryFile {
    let file = this.#files.get(name);
    if (!file) {
      const isDynamic = Object.values(STORES).some(
        (row) => row.file === name && row.recordBytes === undefined,
      );
      const head = Buffer.alloc(isDynamic ? 8192 : 0);
      if (isDynamic) putI32(head, 0, DYNAMIC_RECORD_BYTES);
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
