/** Single records of a store file in memory, read and written as their format lays them out. */
import type { Layout } from "../../src/bytes/layout.ts";
import { type RecordDecoder, UNIT } from "../../src/store/high-limit-records.ts";
import {
  type Form,
  type WrittenUnits,
  writeGroup,
  writeNode,
  writeProperty,
  writeRelationship,
} from "../../src/store/high-limit-writing.ts";
import { blockLongs, blocksOf } from "../../src/store/property-values.ts";
import type {
  GroupFields,
  NodeFields,
  PropertyFields,
  RelationshipFields,
} from "../../src/store/record-fields.ts";
import type { DecodedStore, Decoders, RecordFormat } from "../../src/store/record-formats.ts";
import type { StoreName } from "../../src/store/records.ts";

/** Fields of a record; which, its store says. */
export type Fields = Record<string, unknown>;

export interface RecordAccess {
  read(file: Buffer, id: number): Fields;
  write(file: Buffer, id: number, fields: Fields): void;
}

/** @param recordBytes of the store */
export function accessTo(
  format: RecordFormat,
  store: StoreName,
  recordBytes: number,
): RecordAccess {
  if (format.decoders && store in format.decoders)
    return new UnitAccess(store as DecodedStore, recordBytes, format);
  const layout = format.layouts[store] as unknown as Layout<Record<string, never>>;
  return {
    read: (file, id) => layout.read(file, id * recordBytes),
    write: (file, id, fields) => layout.write(file, id * recordBytes, fields as never),
  };
}

/** High-limit records: written in the form that they have, or in another one where they do not fit. */
export class UnitAccess implements RecordAccess {
  readonly #store: DecodedStore;
  readonly #bytes: number;
  readonly #decoder: RecordDecoder<unknown>;
  readonly #typeBytes: 2 | 3;

  /** @param format one whose records vary in shape */
  constructor(store: DecodedStore, bytes: number, { decoders, typeBytes }: RecordFormat) {
    this.#store = store;
    this.#bytes = bytes;
    this.#decoder = (decoders as Decoders)[store]();
    this.#typeBytes = typeBytes;
  }

  read(file: Buffer, id: number): Fields {
    const decoded = this.#decoder.decode(file, id * this.#bytes, id, (other) =>
      (other + 1) * this.#bytes <= file.length
        ? { buffer: file, at: other * this.#bytes }
        : undefined,
    );
    const { record } = this.#decoder as { record: Fields };
    const { blocks, previous, next } = record as Partial<PropertyFields>;
    if (blocks) return { previous, next, blocks: Buffer.from(blocks) };
    return { ...record, inUse: decoded === "record" };
  }

  /** In which form a record is; one that is free, as most are. */
  formOf(file: Buffer, id: number): Form {
    const { inUse } = this.read(file, id) as Partial<NodeFields>;
    const { secondUnit } = this.#decoder;
    if (secondUnit >= 0) return { kind: "two units", secondUnit };
    const isVariable = ((file[id * this.#bytes] ?? 0) & UNIT.isFirstOrVariable) !== 0;
    return { kind: inUse && isVariable ? "variable" : "fixed" };
  }

  write(file: Buffer, id: number, fields: Fields): void {
    const at = id * this.#bytes;
    if (fields.inUse === false) {
      file[at] = (file[at] ?? 0) & ~UNIT.inUse;
      return;
    }
    const { unit, second } = this.#written(id, fields, this.formOf(file, id));
    file.set(unit, at);
    if (second) file.set(second.bytes, second.id * this.#bytes);
  }

  #written(id: number, fields: Fields, form: Form): WrittenUnits {
    try {
      return this.encode(id, fields, form);
    } catch (error) {
      if (!(error instanceof RangeError) || form.kind !== "fixed") throw error;
      return this.encode(id, fields, { kind: "variable" });
    }
  }

  encode(id: number, fields: Fields, form: Form): WrittenUnits {
    switch (this.#store) {
      case "nodes":
        return writeNode(fields as unknown as NodeFields, form);
      case "relationships":
        return writeRelationship(
          id,
          fields as unknown as RelationshipFields,
          form,
          this.#typeBytes,
        );
      case "groups":
        return writeGroup(fields as unknown as GroupFields, form, this.#typeBytes);
      case "properties": {
        const { previous, next, blocks } = fields as unknown as PropertyFields;
        return writeProperty(id, { previous, next }, usedBlocks(blocks));
      }
    }
  }
}

/** The longs of whole blocks, and of broken ones up to the last that is not 0: a record has no others. */
function usedBlocks(blocks: Buffer): Buffer {
  const { offsets } = blocksOf(blocks);
  const last = offsets.at(-1) ?? 0;
  const whole = last / LONG_BYTES + Math.max(1, blockLongs(blocks, last));
  let longs = blocks.length / LONG_BYTES;
  while (longs > whole && blocks.readBigInt64BE((longs - 1) * LONG_BYTES) === 0n) longs--;
  return blocks.subarray(0, longs * LONG_BYTES);
}
const LONG_BYTES = 8;
