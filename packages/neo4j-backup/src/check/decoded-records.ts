/** Records that vary in shape, read like those that a layout alone reads: see store/record-formats. */

import type { RecordDecoder, UnitOf } from "../store/high-limit-records.ts";
import type { DecodedRecords, DecodedStore } from "../store/record-formats.ts";
import type { AnyRecords, Scan } from "./thread-files.ts";

/** One record after the other. The value that is handed out is filled anew by the next call. */
export class DecodedScan<S extends DecodedStore> implements Scan<DecodedRecords[S]> {
  readonly #units: Scan<{ buffer: Buffer; at: number }>;
  readonly #decoder: RecordDecoder<DecodedRecords[S]>;
  readonly #unitOf: UnitOf;

  /** @param units the same store, unit by unit @param unitOf finds units of it meanwhile */
  constructor(
    units: Scan<{ buffer: Buffer; at: number }>,
    decoder: RecordDecoder<DecodedRecords[S]>,
    unitOf: UnitOf,
  ) {
    this.#units = units;
    this.#decoder = decoder;
    this.#unitOf = unitOf;
  }

  scan(from: number, to: number, visit: (view: DecodedRecords[S], id: number) => void): void {
    const decoder = this.#decoder;
    const { record } = decoder;
    this.#units.scan(from, to, ({ buffer, at }, id) => {
      decoder.decode(buffer, at, id, this.#unitOf);
      visit(record, id);
    });
  }
}

/** Records in any order. */
export class DecodedAccess<S extends DecodedStore> implements AnyRecords<DecodedRecords[S]> {
  readonly #units: AnyRecords<{ buffer: Buffer; at: number }>;
  readonly #decoder: RecordDecoder<DecodedRecords[S]>;
  readonly #unitOf: UnitOf;

  constructor(
    units: AnyRecords<{ buffer: Buffer; at: number }>,
    decoder: RecordDecoder<DecodedRecords[S]>,
  ) {
    this.#units = units;
    this.#decoder = decoder;
    this.#unitOf = (id) => units.at(id);
  }

  get recordBytes(): number {
    return this.#units.recordBytes;
  }

  at(id: number): DecodedRecords[S] | undefined {
    const unit = this.#units.at(id);
    if (!unit) return undefined;
    this.#decoder.decode(unit.buffer, unit.at, id, this.#unitOf);
    return this.#decoder.record;
  }
}
