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
import { RecordPages } from "../../src/store/record-pages.ts";
import {
  DYNAMIC_HEADER_BYTES,
  groupRecord,
  nameTokenRecord,
  nodeRecord,
  propertyKeyRecord,
  propertyRecord,
  relationshipRecord,
  STORES,
  type StoreName,
} from "../../src/store/records.ts";
import { decodeSchemaRule, encodeSchemaRule } from "../../src/store/schema-rules.ts";

export interface Rewritten {
  /** How much of each kind was read and written. */
  done: Map<string, number>;
  differences: string[];
}

const FIXED = {
  nodes: nodeRecord,
  relationships: relationshipRecord,
  groups: groupRecord,
  properties: propertyRecord,
  propertyKeys: propertyKeyRecord,
  relationshipTypes: nameTokenRecord,
  labels: nameTokenRecord,
};

/** What the value of each dynamic store is read and written as; names and strings are bytes. */
const VALUES: Partial<Record<StoreName, (data: Buffer) => Buffer | undefined>> = {
  nodeLabels: (data) => {
    const found = decodeDynamicLabels(data);
    return found && encodeDynamicLabels(found.node, found.labels);
  },
  arrays: (data) => {
    const array = decodeArray(data);
    if (!array || array.element === "string") return array && encodeArray(array);
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

/** @param file a store file's bytes by name */
export function rewriteStore(file: (name: string) => Buffer): Rewritten {
  const done = new Map<string, number>();
  const differences: string[] = [];
  const same = (what: string, id: number, have: Buffer, made: Buffer | undefined): void => {
    done.set(what, (done.get(what) ?? 0) + 1);
    if (!made?.equals(have) && differences.length < 50)
      differences.push(`${what} ${id}: ${have.toString("hex")} became ${made?.toString("hex")}`);
  };

  for (const [store, layout] of Object.entries(FIXED)) {
    const bytes = file(STORES[store as StoreName].file);
    const { size } = layout;
    for (let id = STORES[store as StoreName].firstId; (id + 1) * size <= bytes.length; id++) {
      const record = bytes.subarray(id * size, (id + 1) * size);
      same(store, id, record, layout.encode(layout.read(record) as never));
    }
  }
  for (const store of DYNAMIC) {
    const bytes = file(STORES[store].file);
    const pages = dynamicPages(sourceOf(bytes), STORES[store].file);
    for (let id = 1; id < pages.count; id++) {
      const head = pages.read(id);
      if (head?.inUse && !head.isContinuation) rewriteChain(store, pages, bytes, id, same);
    }
  }
  rewriteLabelFields(file(STORES.nodes.file), same);
  rewriteBlocks(file(STORES.properties.file), same);
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
  for (const { id, bytes: made } of encodeChain(data, ids, pages.recordBytes)) {
    const used = DYNAMIC_HEADER_BYTES + (pages.read(id)?.length ?? NO_ID);
    const at = id * pages.recordBytes;
    same(store, id, bytes.subarray(at, at + used), made.subarray(0, used));
  }
}

function rewriteLabelFields(bytes: Buffer, same: Same): void {
  new RecordPages(nodeRecord, sourceOf(bytes)).scan((node, id) => {
    if (!node.inUse) return;
    const field = decodeLabelField(node.labels);
    const made =
      "labels" in field
        ? encodeInlineLabels(field.labels)
        : encodeDynamicLabelField(field.firstDynamic);
    same("label field", id, Buffer.from(`${node.labels}`), Buffer.from(`${made}`));
  });
}

function rewriteBlocks(bytes: Buffer, same: Same): void {
  new RecordPages(propertyRecord, sourceOf(bytes)).scan(({ blocks }, id) => {
    const { offsets, isSound } = blocksOf(blocks);
    if (!isSound) throw new Error(`property ${id} has a block that is none`);
    for (const at of offsets) {
      const block = decodeBlock(blocks, at);
      const made = block && encodeBlock(block);
      const kind = block?.value.type ?? "nothing";
      same(`block: ${kind}`, id, blocks.subarray(at, at + (made?.length ?? 0)), made);
    }
  });
}
