/** Reads and changes single records of a small store, through the layouts. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout, RecordOf } from "../../src/bytes/layout.ts";
import { NEOSTORE, storeVersionOf } from "../../src/store/neostore.ts";
import { blockLongs, blockType } from "../../src/store/property-values.ts";
import { BLOCKS_BYTES } from "../../src/store/record-fields.ts";
import { type RecordFormat, recordFormat } from "../../src/store/record-formats.ts";
import type {
  dynamicHeader,
  groupRecord,
  nameTokenRecord,
  nodeRecord,
  propertyKeyRecord,
  propertyRecord,
  relationshipRecord,
  StoreName,
} from "../../src/store/records.ts";
import { storeVersionRow } from "../../src/store/store-versions.ts";
import { randomFrom } from "../live/seed.ts";
import { accessTo, type Fields, type RecordAccess } from "./record-access.ts";

/** By the fields of the standard formats; the high-limit ones have the same but for the spare bits. */
interface Layouts {
  nodes: typeof nodeRecord;
  nodeLabels: typeof dynamicHeader;
  relationships: typeof relationshipRecord;
  groups: typeof groupRecord;
  properties: typeof propertyRecord;
  strings: typeof dynamicHeader;
  arrays: typeof dynamicHeader;
  propertyKeys: typeof propertyKeyRecord;
  propertyKeyNames: typeof dynamicHeader;
  relationshipTypes: typeof nameTokenRecord;
  relationshipTypeNames: typeof dynamicHeader;
  labels: typeof nameTokenRecord;
  labelNames: typeof dynamicHeader;
  schema: typeof dynamicHeader;
}

type RecordIn<S extends StoreName> = Layouts[S] extends Layout<infer F> ? RecordOf<F> : never;
type Found<S extends StoreName> = RecordIn<S> & { id: number };

/** A damage that this store gives no occasion for. */
export class NoOccasion extends Error {}

export class StoreEditor {
  readonly directory: string;
  readonly random: () => number;
  readonly format: RecordFormat;
  readonly #access = new Map<StoreName, RecordAccess>();
  readonly #files = new Map<string, Buffer>();
  readonly #changed = new Set<string>();

  constructor(directory: string, seed: number) {
    this.directory = directory;
    this.random = randomFrom(seed);
    this.format = recordFormat(storeVersionRow(storeVersionOf(this.file(NEOSTORE))).records);
  }

  file(name: string): Buffer {
    let bytes = this.#files.get(name);
    if (!bytes) {
      bytes = readFileSync(join(this.directory, name));
      this.#files.set(name, bytes);
    }
    return bytes;
  }

  replace(name: string, bytes: Buffer): void {
    this.#files.set(name, bytes);
    this.#changed.add(name);
  }

  recordBytes(store: StoreName): number {
    const { file, recordBytes } = this.format.stores[store];
    return recordBytes ?? this.file(file).readInt32BE(0);
  }

  #of(store: StoreName): RecordAccess {
    const access = this.#access.get(store) ?? accessTo(this.format, store, this.recordBytes(store));
    this.#access.set(store, access);
    return access;
  }

  #bytes(store: StoreName): Buffer {
    return this.file(this.format.stores[store].file);
  }

  count(store: StoreName): number {
    return Math.floor(this.file(this.format.stores[store].file).length / this.recordBytes(store));
  }

  read<S extends StoreName>(store: S, id: number): Found<S> {
    const record = this.#of(store).read(this.#bytes(store), id) as RecordIn<S>;
    return { ...record, id };
  }

  /** Changes some fields of a record. */
  write<S extends StoreName>(store: S, id: number, change: Partial<RecordIn<S>>): void {
    const access = this.#of(store);
    const record: Fields = { ...access.read(this.#bytes(store), id), ...change };
    access.write(this.#bytes(store), id, record);
    this.#changed.add(this.format.stores[store].file);
  }

  isInUse(store: StoreName, id: number): boolean {
    const record = this.read(store, id) as { inUse?: boolean | number; blocks?: Buffer };
    return record.blocks ? blockType(record.blocks, 0) !== 0 : Boolean(record.inUse);
  }

  /** Every record in use, by id. */
  all<S extends StoreName>(store: S): Found<S>[] {
    const found: Found<S>[] = [];
    for (let id: number = this.format.stores[store].firstId; id < this.count(store); id++)
      if (this.isInUse(store, id)) found.push(this.read(store, id));
    return found;
  }

  one<T>(items: readonly T[]): T {
    if (items.length === 0) throw new NoOccasion("the store has no such record");
    return items[Math.floor(this.random() * items.length)] as T;
  }

  /** A random record in use for which `wanted` holds. */
  some<S extends StoreName>(
    store: S,
    wanted: (record: Found<S>) => boolean = () => true,
  ): Found<S> {
    return this.one(this.all(store).filter(wanted));
  }

  /** An id that no record in use has, inside the file. */
  free(store: StoreName): number {
    for (let id = this.count(store) - 1; id > 0; id--) if (!this.isInUse(store, id)) return id;
    throw new NoOccasion(`${store} is full`);
  }

  /** The data behind a dynamic record's header: a view that changes the store. */
  data(store: StoreName, id: number): Buffer {
    const at = id * this.recordBytes(store);
    this.#changed.add(this.format.stores[store].file);
    return this.file(this.format.stores[store].file).subarray(
      at + this.format.dynamicHeader.size,
      at + this.recordBytes(store),
    );
  }

  /** The blocks of a property record: a view that changes the store. */
  blocks(id: number): Buffer {
    const { file } = this.format.stores.properties;
    const end = (id + 1) * this.recordBytes("properties");
    this.#changed.add(file);
    // in both formats they end the record: a real high-limit record has fixed references
    return this.file(file).subarray(end - BLOCKS_BYTES, end);
  }

  /** Offsets of the blocks in a property record. */
  blockOffsets(id: number): number[] {
    const blocks = this.read("properties", id).blocks;
    const found: number[] = [];
    for (let at = 0; at < blocks.length && blockType(blocks, at) !== 0; ) {
      found.push(at);
      at += Math.max(1, blockLongs(blocks, at)) * 8;
    }
    return found;
  }

  /** Ids of the records of a property chain. */
  chain(first: number): number[] {
    const ids: number[] = [];
    for (let id = first; id !== -1; id = this.read("properties", id).next) ids.push(id);
    return ids;
  }

  /** Writes what was changed. */
  save(): void {
    for (const name of this.#changed) writeFileSync(join(this.directory, name), this.file(name));
  }
}
