/** The store files of a check as one thread has them open. */
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { RecordDecoder, UnitOf } from "../store/high-limit-records.ts";
import type { RecordViews } from "../store/record-fields.ts";
import {
  type DecodedRecords,
  type DecodedStore,
  type RecordFormat,
  recordFormat,
} from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import { DecodedAccess, DecodedScan } from "./decoded-records.ts";
import { PagedRecords, type RecordFile } from "./paged-records.ts";
import type { CheckPlan } from "./plan.ts";
import { SequentialRecords } from "./sequential.ts";

const MIB = 1024 * 1024;
/** How much of each store a thread keeps for reads in any order. */
const CACHE_BYTES = 6 * MIB;

/** Records in the order of the file. */
export interface Scan<V> {
  scan(from: number, to: number, visit: (view: V, id: number) => void): void;
}
/** Records in any order: the view of one until the next call, undefined when the file has no such record. */
export interface AnyRecords<V> {
  /** Of a whole record, its data included. */
  readonly recordBytes: number;
  at(id: number): V | undefined;
}
export type RecordsOf<S extends StoreName> = AnyRecords<RecordViews[S]>;

type Unit = { buffer: Buffer; at: number };

export class ThreadFiles {
  readonly #plan: CheckPlan;
  readonly #format: RecordFormat;
  readonly #open = new Map<StoreName, RecordFile>();
  readonly #units = new Map<StoreName, AnyRecords<Unit>>();
  readonly #records = new Map<StoreName, unknown>();

  constructor(plan: CheckPlan) {
    this.#plan = plan;
    this.#format = recordFormat(plan.records);
  }

  file(store: StoreName): RecordFile {
    let open = this.#open.get(store);
    if (!open) {
      const { file, recordBytes, count } = this.#plan.stores[store];
      const fd = count > 0 ? openSync(join(this.#plan.directory, file), "r") : undefined;
      open = { fd, recordBytes, count };
      this.#open.set(store, open);
    }
    return open;
  }

  /** Each call gives one of its own. */
  scan<S extends StoreName>(store: S): Scan<RecordViews[S]> {
    const records = this.units(store);
    const decoder = this.decoder(store);
    const found = decoder ? new DecodedScan(records, decoder, this.unitOf(store)) : records;
    return found as unknown as Scan<RecordViews[S]>;
  }

  /** Whatever record they belong to; each call gives one of its own. */
  units(store: StoreName): Scan<Unit> {
    return new SequentialRecords(this.#format.layouts[store], this.file(store));
  }

  /** Undefined where a layout alone reads a store's records. Each call gives one of its own. */
  decoder(store: StoreName): RecordDecoder<DecodedRecords[DecodedStore]> | undefined {
    return this.#format.decoders?.[store as DecodedStore]?.();
  }

  /** Finds single units, whatever record they belong to. */
  unitOf(store: StoreName): UnitOf {
    const units = this.#unitsOf(store);
    return (id) => units.at(id);
  }

  #unitsOf(store: StoreName): AnyRecords<Unit> {
    let units = this.#units.get(store);
    if (!units) {
      units = new PagedRecords(this.#format.layouts[store], this.file(store), CACHE_BYTES);
      this.#units.set(store, units);
    }
    return units;
  }

  /** The same each time, so that all of a thread share its pages. */
  records<S extends StoreName>(store: S): RecordsOf<S> {
    let records = this.#records.get(store);
    if (!records) {
      const decoder = this.decoder(store);
      const units = this.#unitsOf(store);
      records = decoder ? new DecodedAccess(units, decoder) : units;
      this.#records.set(store, records);
    }
    return records as RecordsOf<S>;
  }

  close(): void {
    for (const { fd } of this.#open.values()) if (fd !== undefined) closeSync(fd);
    this.#open.clear();
  }
}
