/** Writes commands: record images as logs of entry version -5 hold them. Source: spec section 9. */
import { byteField, i32Field, i64Field, layout } from "../bytes/layout.ts";
import { NO_ID } from "../bytes/no-id.ts";
import type { EncodedCommand } from "./encode-entries.ts";

const FLAG = { inUse: 1, ofRelationship: 2, created: 2, firstInChain: 2 } as const;

const count = layout("count", 4, { count: i32Field(0) });
const recordId = layout("record id", 8, { id: i64Field(0) });

const dynamicHead = layout("dynamic record head", 13, {
  id: i64Field(0),
  type: i32Field(8),
  flags: byteField(12),
});
const dynamicInUse = layout("dynamic record in use", 12, {
  length: i32Field(0),
  next: i64Field(4),
});

/** `data` is undefined for a record that is not in use. */
export interface DynamicImage {
  id: number;
  /** Property type number for values, 0 for others. */
  type: number;
  isFirst: boolean;
  next: number;
  data: Buffer | undefined;
}

function encodeDynamic({ id, type, isFirst, next, data }: DynamicImage): Buffer {
  if (!data) return dynamicHead.encode({ id, type, flags: 0 });
  const flags = FLAG.inUse | (isFirst ? FLAG.firstInChain : 0);
  return Buffer.concat([
    dynamicHead.encode({ id, type, flags }),
    dynamicInUse.encode({ length: data.length, next }),
    data,
  ]);
}

const encodeDynamics = (records: readonly DynamicImage[] = []): Buffer =>
  Buffer.concat([count.encode({ count: records.length }), ...records.map(encodeDynamic)]);

const nodeInUse = layout("node image", 26, {
  inUse: byteField(0),
  isDense: byteField(1),
  nextRelationship: i64Field(2),
  nextProperty: i64Field(10),
  labels: i64Field(18),
});
const NOT_IN_USE = Buffer.from([0]);

export interface NodeImage {
  isDense: boolean;
  nextRelationship: number;
  nextProperty: number;
  /** The 40-bit label field: see {@link inlinedLabels}. */
  labels: number;
  dynamicLabels?: DynamicImage[];
}

const MAX_INLINED_LABELS = 7;
const LABEL_BITS = 36;

/** The label field of a node with a few labels. @param ids ascending, each small enough to fit */
export function inlinedLabels(ids: readonly number[]): number {
  if (ids.length === 0) return 0;
  const width = Math.floor(LABEL_BITS / ids.length);
  if (ids.length > MAX_INLINED_LABELS || ids.some((id) => id >= 2 ** width))
    throw new Error(`labels ${ids.join(", ")} do not fit into a node record`);
  return ids.reduce((field, id, i) => field + id * 2 ** (i * width), ids.length * 2 ** LABEL_BITS);
}

const encodeNode = (image: NodeImage | undefined): Buffer =>
  Buffer.concat([
    image
      ? nodeInUse.encode({
          inUse: FLAG.inUse,
          isDense: image.isDense ? 1 : 0,
          nextRelationship: image.nextRelationship,
          nextProperty: image.nextProperty,
          labels: image.labels,
        })
      : NOT_IN_USE,
    encodeDynamics(image?.dynamicLabels),
  ]);

/** A node's record before and after; undefined: not in use. */
export const nodeCommand = (
  id: number,
  before: NodeImage | undefined,
  after: NodeImage | undefined,
): EncodedCommand => ({
  command: 1,
  body: Buffer.concat([recordId.encode({ id }), encodeNode(before), encodeNode(after)]),
});

const propertyHead = layout("property image", 26, {
  flags: byteField(0),
  next: i64Field(1),
  previous: i64Field(9),
  owner: i64Field(17),
  blocks: byteField(25),
});

export interface PropertyOwner {
  kind: "node" | "relationship";
  id: number;
}

export interface PropertyImage {
  next: number;
  previous: number;
  /** Each block's 8, 16, 24 or 32 bytes, at most four times 8 bytes in all. */
  blocks: { bytes: Buffer; values?: DynamicImage[] }[];
  deleted?: DynamicImage[];
}

function encodeProperty(owner: PropertyOwner, image: PropertyImage | undefined): Buffer {
  const blocks = image?.blocks ?? [];
  const head = propertyHead.encode({
    flags: (image ? FLAG.inUse : 0) | (owner.kind === "node" ? 0 : FLAG.ofRelationship),
    next: image?.next ?? NO_ID,
    previous: image?.previous ?? NO_ID,
    owner: owner.id,
    blocks: blocks.length,
  });
  const encoded = blocks.flatMap(({ bytes, values }) => [
    Buffer.from([bytes.length]),
    bytes,
    encodeDynamics(values),
  ]);
  return Buffer.concat([head, ...encoded, encodeDynamics(image?.deleted)]);
}

/** A property record before and after; undefined: not in use. */
export const propertyCommand = (
  id: number,
  owner: PropertyOwner,
  before: PropertyImage | undefined,
  after: PropertyImage | undefined,
): EncodedCommand => ({
  command: 2,
  body: Buffer.concat([
    recordId.encode({ id }),
    encodeProperty(owner, before),
    encodeProperty(owner, after),
  ]),
});

const relationshipInUse = layout("relationship command", 70, {
  id: i64Field(0),
  flags: byteField(8),
  firstNode: i64Field(9),
  secondNode: i64Field(17),
  type: i32Field(25),
  firstPrevious: i64Field(29),
  firstNext: i64Field(37),
  secondPrevious: i64Field(45),
  secondNext: i64Field(53),
  nextProperty: i64Field(61),
  marks: byteField(69),
});

export interface RelationshipImage {
  isCreated: boolean;
  firstNode: number;
  secondNode: number;
  type: number;
  /** In a record that is first in a node's chain, `previous` holds the chain's length. */
  firstPrevious: number;
  firstNext: number;
  secondPrevious: number;
  secondNext: number;
  nextProperty: number;
  isFirstInFirstChain: boolean;
  isFirstInSecondChain: boolean;
}

/** A relationship's record as it is after the transaction. */
export function relationshipCommand(id: number, image: RelationshipImage): EncodedCommand {
  const { isCreated, isFirstInFirstChain, isFirstInSecondChain, ...links } = image;
  return {
    command: 3,
    body: relationshipInUse.encode({
      id,
      flags: FLAG.inUse | (isCreated ? FLAG.created : 0),
      ...links,
      marks: (isFirstInFirstChain ? 1 : 0) | (isFirstInSecondChain ? 2 : 0),
    }),
  };
}

/** Any label, type or node in a counts key. */
export const ANY = -1;

const relationshipCounts = layout("relationship counts command", 20, {
  startLabel: i32Field(0),
  type: i32Field(4),
  endLabel: i32Field(8),
  delta: i64Field(12),
});
export const relationshipCountsCommand = (
  startLabel: number,
  type: number,
  endLabel: number,
  delta: number,
): EncodedCommand => ({
  command: 16,
  body: relationshipCounts.encode({ startLabel, type, endLabel, delta }),
});

const nodeCounts = layout("node counts command", 12, { label: i32Field(0), delta: i64Field(4) });
export const nodeCountsCommand = (label: number, delta: number): EncodedCommand => ({
  command: 17,
  body: nodeCounts.encode({ label, delta }),
});
