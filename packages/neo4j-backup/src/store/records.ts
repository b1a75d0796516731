/**
 * Fixed-size records of the standard format. Source: spec section 14, records page section 1 (the same
 * layouts serve 2.2 to 3.5). Ids are -1 where there is none.
 */
import {
  bits,
  bitsField,
  byteField,
  bytesField,
  type Field,
  flagField,
  i32Field,
  idField,
  type Layout,
  layout,
  packedField,
  u16Field,
} from "../bytes/layout.ts";

function lengthOf24At(at: number) {
  const [high, middle, low] = [byteField(at), byteField(at + 1), byteField(at + 2)];
  return {
    occupies: [...high.occupies, ...middle.occupies, ...low.occupies],
    read: (b: Buffer, from: number): number =>
      (high.read(b, from) << 16) | (middle.read(b, from) << 8) | low.read(b, from),
    write: (b: Buffer, from: number, value: number): void => {
      high.write(b, from, value >> 16);
      middle.write(b, from, (value >> 8) & 0xff);
      low.write(b, from, value & 0xff);
    },
  };
}

/** `neostore.nodestore.db`. `nextRel` of a dense node is its first relationship group. */
export const nodeRecord = layout("node", 15, {
  inUse: flagField(0, 0),
  nextRel: idField(1, bits(0, 1, 3)),
  nextProp: idField(5, bits(0, 4, 4)),
  /** 40 bits: the low word lies before the top byte. */
  labels: packedField(9, bits(13, 0, 8)),
  isDense: flagField(14, 0),
  spare: bitsField(bits(14, 1, 7)),
});

/**
 * `neostore.relationshipstore.db`. Where a record is first in a node's chain, that side's `previous`
 * holds the chain's length instead of an id.
 */
export const relationshipRecord = layout("relationship", 34, {
  inUse: flagField(0, 0),
  first: idField(1, bits(0, 1, 3)),
  second: idField(5, bits(9, 4, 3)),
  type: u16Field(11),
  typeSpare: flagField(9, 7),
  firstPrevious: idField(13, bits(9, 1, 3)),
  firstNext: idField(17, bits(9, 0, 1), bits(10, 6, 2)),
  secondPrevious: idField(21, bits(10, 3, 3)),
  secondNext: idField(25, bits(10, 0, 3)),
  nextProp: idField(29, bits(0, 4, 4)),
  isFirstInFirst: flagField(33, 0),
  isFirstInSecond: flagField(33, 1),
  spare: bitsField(bits(33, 2, 6)),
});

/** `neostore.relationshipgroupstore.db`; record 0 is the store's header. */
export const groupRecord = layout("relationship group", 25, {
  inUse: flagField(0, 0),
  next: idField(4, bits(0, 1, 3)),
  firstOut: idField(8, bits(0, 4, 3)),
  spare0: flagField(0, 7),
  spare1: flagField(1, 0),
  firstIn: idField(12, bits(1, 1, 3)),
  firstLoop: idField(16, bits(1, 4, 3)),
  spare2: flagField(1, 7),
  type: u16Field(2),
  owner: idField(20, bits(24, 0, 8)),
});

/** `neostore.propertystore.db`. In use when the first block's type is not 0. */
export const propertyRecord = layout("property", 41, {
  previous: idField(1, bits(0, 4, 4)),
  next: idField(5, bits(0, 0, 4)),
  blocks: bytesField(9, 32),
});

/** The 8 bytes before the data of each dynamic record. */
export const DYNAMIC_HEADER_BYTES = 8;
export const dynamicHeader = layout("dynamic record header", DYNAMIC_HEADER_BYTES, {
  isContinuation: flagField(0, 7),
  spare: bitsField(bits(0, 5, 2)),
  inUse: flagField(0, 4),
  length: lengthOf24At(1),
  next: idField(4, bits(0, 0, 4)),
});

/** Tokens of labels and relationship types. */
export const nameTokenRecord = layout("name token", 5, {
  inUse: byteField(0),
  nameId: i32Field(1),
});

export const propertyKeyRecord = layout("property key token", 9, {
  inUse: byteField(0),
  propertyCount: i32Field(1),
  nameId: i32Field(5),
});

/** A store file of fixed-size records. */
export interface RecordStore {
  file: string;
  /** Fixed record size; undefined: `i32` at offset 0 of the file, the header included. */
  recordBytes: number | undefined;
  /** The first record that holds data. */
  firstId: 0 | 1;
}

const fixed = (file: string, recordBytes: number, firstId: 0 | 1 = 0): RecordStore => ({
  file,
  recordBytes,
  firstId,
});
const dynamic = (file: string): RecordStore => ({ file, recordBytes: undefined, firstId: 1 });

export const STORES = {
  nodes: fixed("neostore.nodestore.db", nodeRecord.size),
  nodeLabels: dynamic("neostore.nodestore.db.labels"),
  relationships: fixed("neostore.relationshipstore.db", relationshipRecord.size),
  groups: fixed("neostore.relationshipgroupstore.db", groupRecord.size, 1),
  properties: fixed("neostore.propertystore.db", propertyRecord.size),
  strings: dynamic("neostore.propertystore.db.strings"),
  arrays: dynamic("neostore.propertystore.db.arrays"),
  propertyKeys: fixed("neostore.propertystore.db.index", propertyKeyRecord.size),
  propertyKeyNames: dynamic("neostore.propertystore.db.index.keys"),
  relationshipTypes: fixed("neostore.relationshiptypestore.db", nameTokenRecord.size),
  relationshipTypeNames: dynamic("neostore.relationshiptypestore.db.names"),
  labels: fixed("neostore.labeltokenstore.db", nameTokenRecord.size),
  labelNames: dynamic("neostore.labeltokenstore.db.names"),
  schema: dynamic("neostore.schemastore.db"),
} as const satisfies Record<string, RecordStore>;
export type StoreName = keyof typeof STORES;

/** What the header before the data of a dynamic record says, in every format. */
export type DynamicHeader = Layout<{
  isContinuation: Field<boolean>;
  spare: Field<number>;
  inUse: Field<boolean>;
  length: Field<number>;
  next: Field<number>;
}>;
