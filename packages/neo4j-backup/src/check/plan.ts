/** What every thread of a check is told: the files, and the memory they share. Structured clone safe. */
import { type DecodedStore, type RecordFormatName, recordFormat } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import { type Bits, sharedBits, sharedInts } from "./bits.ts";

export interface StoreShape {
  file: string;
  recordBytes: number;
  /** The first record that holds data. */
  firstId: number;
  /** Whole records in the file, free ones and the header's included. */
  count: number;
  bytes: number;
}

/** A uniqueness constraint, or a node key. */
export interface Uniqueness {
  label: number;
  /** Together they are unique; more than one from Neo4j 3.2 on. */
  keys: number[];
}

export interface CheckPlan {
  directory: string;
  /** How they are laid out. */
  records: RecordFormatName;
  stores: Record<StoreName, StoreShape>;
  /** Findings of one kind that are told in full; the others are counted. */
  findingsPerKind: number;
  tokens: { label: Bits; relationshipType: Bits; propertyKey: Bits };
  tokenCounts: { label: number; relationshipType: number; propertyKey: number };
  /** Property keys that existence constraints demand, by label and by relationship type. */
  demandedByLabel: Map<number, number[]>;
  demandedByType: Map<number, number[]>;
  unique: Uniqueness[];
  firstGraphProperty: number;
  /** The highest type of property block that the store's version has. */
  lastBlockType: number;
  /** Records of the schema store that nothing leads to are legal. */
  leavesRuleTails: boolean;
  memory: SharedMemory;
}

/** The stores whose records must be reached exactly once. */
export const REACHED = ["properties", "groups", "strings", "arrays", "nodeLabels"] as const;
export type ReachedStore = (typeof REACHED)[number];

/** Bits and small numbers a record; nothing else grows with the store. */
export interface SharedMemory {
  nodeInUse: Bits;
  nodeIsDense: Bits;
  /** Number of the set of labels that a node has; 0 is the empty set. */
  labelSets: Int32Array;
  /** See chain-sums. */
  chainSums: Int32Array;
  nodeSums: Int32Array;
  reached: Record<ReachedStore, Bits>;
  /** Which units are the second one of a record; of stores whose records have no such, nothing. */
  secondUnits: Record<DecodedStore, Bits>;
  control: Int32Array;
}

/** Places in `control`. */
export const CONTROL = { stop: 0, nextChunk: 1, labelSets: 2, values: 3, length: 4 } as const;

/** Property records always have one unit. */
const TWO_UNITS: readonly DecodedStore[] = ["nodes", "relationships", "groups"];

export function sharedMemory(
  stores: Record<StoreName, StoreShape>,
  records: RecordFormatName,
): SharedMemory {
  const hasUnits = recordFormat(records).decoders !== undefined;
  const unitsOf = (name: DecodedStore): number =>
    hasUnits && TWO_UNITS.includes(name) ? stores[name].count : 0;
  const nodes = stores.nodes.count;
  const reached = Object.fromEntries(REACHED.map((name) => [name, sharedBits(stores[name].count)]));
  return {
    nodeInUse: sharedBits(nodes),
    nodeIsDense: sharedBits(nodes),
    labelSets: sharedInts(nodes),
    chainSums: sharedInts(stores.relationships.count),
    nodeSums: sharedInts(nodes),
    reached: reached as SharedMemory["reached"],
    secondUnits: {
      nodes: sharedBits(unitsOf("nodes")),
      relationships: sharedBits(unitsOf("relationships")),
      groups: sharedBits(unitsOf("groups")),
      properties: sharedBits(unitsOf("properties")),
    },
    control: sharedInts(CONTROL.length),
  };
}

export const memoryBytes = (memory: SharedMemory): number =>
  [
    memory.nodeInUse,
    memory.nodeIsDense,
    memory.labelSets,
    memory.chainSums,
    memory.nodeSums,
    ...Object.values(memory.reached),
    ...Object.values(memory.secondUnits),
  ].reduce((sum, array) => sum + array.byteLength, 0);

/**
 * @param headBytes the `i32` at the head of a dynamic store; undefined when the file has none
 * @returns undefined when it gives no record size
 */
export function shapeOf(
  records: RecordFormatName,
  name: StoreName,
  bytes: number,
  headBytes: number | undefined,
): StoreShape | undefined {
  const { stores, dynamicHeader } = recordFormat(records);
  const { file, recordBytes, firstId } = stores[name];
  const size = recordBytes ?? headBytes ?? 0;
  if (size <= dynamicHeader.size && recordBytes === undefined) return undefined;
  return { file, recordBytes: size, firstId, bytes, count: Math.floor(bytes / size) };
}
