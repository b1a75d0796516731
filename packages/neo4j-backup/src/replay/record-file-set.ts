/** The record stores that a replay has opened. */
import { dynamicPages } from "../store/dynamic-records.ts";
import type { RecordFormat } from "../store/record-formats.ts";
import type { DynamicHeader, StoreName } from "../store/records.ts";
import type { PageCache, PageFile, RecordFile } from "./page-cache.ts";

const RECORD_SIZE_BYTES = 4;

export class RecordFileSet {
  readonly #cache: PageCache;
  readonly #format: RecordFormat;
  readonly #open: (name: string) => PageFile;
  readonly #files = new Map<StoreName, RecordFile>();

  /** @param open gives the file of a name, the same each time */
  constructor(cache: PageCache, format: RecordFormat, open: (name: string) => PageFile) {
    this.#cache = cache;
    this.#format = format;
    this.#open = open;
  }

  /** @throws BackupError damaged-backup when the file is missing or names no record size */
  of(store: StoreName): RecordFile {
    const have = this.#files.get(store);
    if (have) return have;
    const { stores, dynamicHeader } = this.#format;
    const row = stores[store];
    const file = this.#open(row.file);
    const recordFile = this.#cache.open(file, row.recordBytes ?? recordSize(file, dynamicHeader));
    this.#files.set(store, recordFile);
    return recordFile;
  }

  /** Names of the files with changes. */
  changed(): string[] {
    return [...this.#files.values()].filter((f) => f.isChanged).map((f) => f.file.name);
  }
}

function recordSize(file: PageFile, header: DynamicHeader): number {
  const read = (from: number, length: number): Buffer => {
    const target = Buffer.alloc(Math.min(length, RECORD_SIZE_BYTES));
    return target.subarray(0, file.read(target, from));
  };
  return dynamicPages({ bytes: file.bytes, read }, file.name, header).recordBytes;
}
