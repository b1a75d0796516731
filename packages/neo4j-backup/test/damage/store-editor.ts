/** Reads and changes single records of a small store, through the layouts. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Layout, RecordOf } from "../../src/bytes/layout.ts";
import { blockLongs, blockType } from "../../src/store/property-values.ts";
import {
  DYNAMIC_HEADER_BYTES,
  dynamicHeader,
  groupRecord,
  nameTokenRecord,
  nodeRecord,
  propertyKeyRecord,
  propertyRecord,
  relationshipRecord,
  STORES,
  type StoreName,
} from "../../src/store/records.ts";
import { randomFrom } from "../live/seed.ts";

const LAYOUTS = {
  nodes: nodeRecord,
  nodeLabels: dynamicHeader,
  relationships: relationshipRecord,
  groups: groupRecord,
  properties: propertyRecord,
  strings: dynamicHeader,
  arrays: dynamicHeader,
  propertyKeys: propertyKeyRecord,
  propertyKeyNames: dynamicHeader,
  relationshipTypes: nameTokenRecord,
  relationshipTypeNames: dynamicHeader,
  labels: nameTokenRecord,
  labelNames: dynamicHeader,
  schema: dynamicHeader,
} as const satisfies Record<StoreName, unknown>;

type RecordIn<S extends StoreName> =
  (typeof LAYOUTS)[S] extends Layout<infer F> ? RecordOf<F> : never;
type Found<S extends StoreName> = RecordIn<S> & { id: number };

/** A damage that this store gives no occasion for. */
export class NoOccasion extends Error {}

export class StoreEditor {
  readonly directory: string;
  readonly random: () => number;
  readonly #files = new Map<string, Buffer>();
  readonly #changed = new Set<string>();

  constructor(directory: string, seed: number) {
    this.directory = directory;
    this.random = randomFrom(seed);
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
    const { file, recordBytes } = STORES[store];
    return recordBytes ?? this.file(file).readInt32BE(0);
  }

  count(store: StoreName): number {
    return Math.floor(this.file(STORES[store].file).length / this.recordBytes(store));
  }

  read<S extends StoreName>(store: S, id: number): Found<S> {
    const at = id * this.recordBytes(store);
    const record = LAYOUTS[store].read(this.file(STORES[store].file), at) as RecordIn<S>;
    return { ...record, id };
  }

  /** Changes some fields of a record. */
  write<S extends StoreName>(store: S, id: number, change: Partial<RecordIn<S>>): void {
    const { file } = STORES[store];
    const record = {
      ...LAYOUTS[store].read(this.file(file), id * this.recordBytes(store)),
      ...change,
    };
    const layout = LAYOUTS[store] as unknown as Layout<Record<string, never>>;
    layout.write(this.file(file), id * this.recordBytes(store), record as never);
    this.#changed.add(file);
  }

  isInUse(store: StoreName, id: number): boolean {
    const record = this.read(store, id) as { inUse?: boolean | number; blocks?: Buffer };
    return record.blocks ? blockType(record.blocks, 0) !== 0 : Boolean(record.inUse);
  }

  /** Every record in use, by id. */
  all<S extends StoreName>(store: S): Found<S>[] {
    const found: Found<S>[] = [];
    for (let id: number = STORES[store].firstId; id < this.count(store); id++)
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
    this.#changed.add(STORES[store].file);
    return this.file(STORES[store].file).subarray(
      at + DYNAMIC_HEADER_BYTES,
      at + this.recordBytes(store),
    );
  }

  /** The blocks of a property record: a view that changes the store. */
  blocks(id: number): Buffer {
    const at = id * propertyRecord.size;
    this.#changed.add(STORES.properties.file);
    return this.file(STORES.properties.file).subarray(at + 9, at + propertyRecord.size);
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
