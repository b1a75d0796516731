/** Reads every value of a store and writes it back; says which bytes came out differently. */
import { NO_ID } from "../../src/bytes/layout.ts";
import { sourceOf } from "../../src/store/byte-source.ts";
import { COUNTS_FILES, decodeCounts, encodeCounts } from "../../src/store/counts-store.ts";
import {
  type DynamicPages,
  dynamicPages,
  encodeChain,
  readChain,
} from "../../src/store/dynamic-records.ts";
import { decodeArray, encodeArray } from "../../src/store/dynamic-values.ts";
import {
  decodeDynamicLabels,
  decodeLabelField,
  encodeDynamicLabelField,
  encodeDynamicLabels,
  encodeInlineLabels,
} from "../../src/store/label-field.ts";
import { blocksOf, decodeBlock, encodeBlock } from "../../src/store/property-values.ts";
import { RECORD_FORMATS, type RecordFormat } from "../../src/store/record-formats.ts";
import { STORES, type StoreName } from "../../src/store/records.ts";
import { decodeSchemaRule, encodeSchemaRule } from "../../src/store/schema-rules.ts";
import { accessTo, type Fields, UnitAccess } from "../damage/record-access.ts";

export interface Rewritten {
  /** How much of each kind was read and written. */
  done: Map<string, number>;
  differences: string[];
}

const DECODED = ["nodes", "relationships", "groups", "properties"] as const;
const TOKENS = ["propertyKeys", "relationshipTypes", "labels"] as const;

const WHOLE_BITS: Readonly<Record<string, number>> = { float: 32, double: 64 };

/** What the value of each dynamic store is read and written as; names and strings are bytes. */
const VALUES: Partial<Record<StoreName, (data: Buffer) => Buffer | undefined>> = {
  nodeLabels: (data) => {
    const found = decodeDynamicLabels(data);
    return found && encodeDynamicLabels(found.node, found.labels);
  },
  arrays: (data) => {
    const array = decodeArray(data);
    if (!array || array.element === "string") return array && encodeArray(array);
    // from 3.4 on numbers with a fraction have their whole width
    if (array.bits === WHOLE_BITS[array.element]) return encodeArray(array);
    // The width is left to the encoder: it must choose as Neo4j does.
    return encodeArray({ element: array.element, values: array.values } as typeof array);
  },
  schema: (data) => {
    const rule = decodeSchemaRule(data);
    return rule && encodeSchemaRule(rule);
  },
};
const DYNAMIC = [
  "nodeLabels",
  "strings",
  "arrays",
  "propertyKeyNames",
  "relationshipTypeNames",
  "labelNames",
  "schema",
] as const satisfies StoreName[];

/**
 * @param file a store file's bytes by name
 * @param format of its records; default: that of the standard ones
 */
export function rewriteStore(
  file: (name: string) => Buffer,
  format: RecordFormat = RECORD_FORMATS.standard,
): Rewritten {
  const done = new Map<string, number>();
  const differences: string[] = [];
  const same = (what: string, id: number, have: Buffer, made: Buffer | undefined): void => {
    done.set(what, (done.get(what) ?? 0) + 1);
    if (!made?.equals(have) && differences.length < 50)
      differences.push(`${what} ${id}: ${have.toString("hex")} became ${made?.toString("hex")}`);
  };

  for (const store of format.decoders ? TOKENS : [...DECODED, ...TOKENS]) {
    const layout = format.layouts[store];
    const bytes = file(format.stores[store].file);
    const { size } = layout;
    for (let id = format.stores[store].firstId; (id + 1) * size <= bytes.length; id++) {
      const record = bytes.subarray(id * size, (id + 1) * size);
      same(store, id, record, layout.encode(layout.read(record) as never));
    }
  }
  if (format.decoders) for (const store of DECODED) rewriteUnits(store, format, file, same);
  for (const store of DYNAMIC) {
    const bytes = file(STORES[store].file);
    const pages = dynamicPages(sourceOf(bytes), STORES[store].file, format.dynamicHeader);
    for (let id = 1; id < pages.count; id++) {
      const head = pages.read(id);
      if (head?.inUse && !head.isContinuation) rewriteChain(store, pages, bytes, id, same);
    }
  }
  for (const { id, labels } of recordsOf("nodes", format, file) as NodeRecord[])
    rewriteLabelField(id, labels, same);
  for (const { id, blocks } of recordsOf("properties", format, file) as PropertyRecord[])
    rewriteBlocks(id, blocks, same);
  for (const name of COUNTS_FILES) {
    const counts = decodeCounts(file(name));
    if (!("problem" in counts)) same("counts", 0, file(name), encodeCounts(counts));
  }
  return { done, differences };
}

type Same = (what: string, id: number, have: Buffer, made: Buffer | undefined) => void;

function rewriteChain(
  store: StoreName,
  pages: DynamicPages,
  bytes: Buffer,
  first: number,
  same: Same,
): void {
  const { data, ids, problem } = readChain(pages, first);
  if (problem) throw new Error(`${store} ${problem.id}: ${problem.kind}`);
  same(`value in ${store}`, first, data, VALUES[store] ? VALUES[store](data) : data);
  for (const { id, bytes: made } of encodeChain(data, ids, pages.recordBytes, pages.layout)) {
    const used = pages.layout.size + (pages.read(id)?.length ?? NO_ID);
    const at = id * pages.recordBytes;
    same(store, id, bytes.subarray(at, at + used), made.subarray(0, used));
  }
}

type NodeRecord = { id: number; labels: number };
type PropertyRecord = { id: number; blocks: Buffer };

/** The records in use, with their ids. */
function recordsOf(
  store: "nodes" | "properties",
  format: RecordFormat,
  file: (name: string) => Buffer,
): Fields[] {
  const { file: name, recordBytes = 1 } = format.stores[store];
  const bytes = file(name);
  const access = accessTo(format, store, recordBytes);
  const found: Fields[] = [];
  for (let id = 0; (id + 1) * recordBytes <= bytes.length; id++) {
    const record = access.read(bytes, id);
    if (record.inUse !== false) found.push({ ...record, id });
  }
  return found;
}

/** High-limit records in use, in the form that each has; what is behind a record's fields is left over. */
function rewriteUnits(
  store: (typeof DECODED)[number],
  format: RecordFormat,
  file: (name: string) => Buffer,
  same: Same,
): void {
  const { file: name, recordBytes = 1, firstId } = format.stores[store];
  const bytes = file(name);
  const access = new UnitAccess(store, recordBytes, format);
  for (let id = firstId; (id + 1) * recordBytes <= bytes.length; id++) {
    const at = id * recordBytes;
    // free, or a second unit
    if (!((bytes[at] as number) & 1) || ((bytes[at] as number) & 6) === 2) continue;
    const form = access.formOf(bytes, id);
    const { unit, second } = access.encode(id, access.read(bytes, id), form);
    same(`${store}: ${form.kind}`, id, bytes.subarray(at, at + unit.length), unit);
    if (!second) continue;
    const from = second.id * recordBytes;
    same(`${store}: second`, id, bytes.subarray(from, from + second.bytes.length), second.bytes);
  }
}

function rewriteLabelField(id: number, labels: number, same: Same): void {
  const field = decodeLabelField(labels);
  const made =
    "labels" in field
      ? encodeInlineLabels(field.labels)
      : encodeDynamicLabelField(field.firstDynamic);
  same("label field", id, Buffer.from(`${labels}`), Buffer.from(`${made}`));
}

function rewriteBlocks(id: number, blocks: Buffer, same: Same): void {
  const { offsets, isSound } = blocksOf(blocks);
  if (!isSound) throw new Error(`property ${id} has a block that is none`);
  for (const at of offsets) {
    const block = decodeBlock(blocks, at);
    const made = block && encodeBlock(block);
    const kind = block?.value.type ?? "nothing";
    same(`block: ${kind}`, id, blocks.subarray(at, at + (made?.length ?? 0)), made);
  }
}
