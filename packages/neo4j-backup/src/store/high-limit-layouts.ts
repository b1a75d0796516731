/**
 * Records of the high-limit formats (vE.H.*), where they have a fixed layout. Source: records page section 4.
 * Node, relationship and group begin with one byte of flags; the rest is either laid out as here ("fixed
 * references", 33 to 36 bits an id) or a row of references, see high-limit-records.
 */
import {
  absentField,
  bits,
  bitsField,
  byteField,
  bytesField,
  type Field,
  flagField,
  idField,
  ignoredBitsField,
  layout,
  longIdField,
  notFlagField,
  packedField,
  u16Field,
} from "../bytes/layout.ts";

export const HIGH_LIMIT_BYTES = { node: 16, relationship: 32, group: 32, property: 48 } as const;

/** The first byte of a node, relationship or group. `marks` say what they have; which, the record tells. */
export const unitHeader = layout("header of a high-limit record", 1, {
  inUse: flagField(0, 0),
  hasTwoUnits: flagField(0, 1),
  /** With two units: this is the first. With one: its references have no fixed layout. */
  isFirstOrVariable: flagField(0, 2),
  marks: bitsField(bits(0, 3, 5)),
});
const header = {
  inUse: flagField(0, 0),
  hasTwoUnits: flagField(0, 1),
  isFirstOrVariable: flagField(0, 2),
} as const;

export const fixedNode = layout("high-limit node", HIGH_LIMIT_BYTES.node, {
  ...header,
  marks: bitsField(bits(0, 3, 5)),
  nextRel: idField(2, bits(1, 0, 4)),
  nextProp: idField(6, bits(1, 4, 4)),
  labels: packedField(10, bits(14, 0, 8)),
  unused: byteField(15),
});

/** The type has 16 bits here in every version: one above is written with references. */
export const fixedRelationship = layout("high-limit relationship", HIGH_LIMIT_BYTES.relationship, {
  ...header,
  marks: bitsField(bits(0, 3, 5)),
  type: u16Field(1),
  first: idField(4, bits(3, 0, 1)),
  second: idField(8, bits(3, 1, 1)),
  firstPrevious: idField(12, bits(3, 2, 1)),
  firstNext: idField(16, bits(3, 3, 1)),
  secondPrevious: idField(20, bits(3, 4, 1)),
  secondNext: idField(24, bits(3, 5, 1)),
  nextProp: idField(28, bits(3, 6, 2)),
});

/** @param idsAt where the first of its ids is @param typeHigh the bits of the type above 16 */
const fixedGroup = (idsAt: number, typeHigh: Field<number>) =>
  layout("high-limit relationship group", HIGH_LIMIT_BYTES.group, {
    ...header,
    marks: bitsField(bits(0, 3, 5)),
    type: u16Field(2),
    typeHigh,
    next: idField(idsAt, bits(1, 0, 1)),
    firstOut: idField(idsAt + 4, bits(1, 1, 1)),
    firstIn: idField(idsAt + 8, bits(1, 2, 1)),
    firstLoop: idField(idsAt + 12, bits(1, 3, 1)),
    owner: idField(idsAt + 16, bits(1, 4, 1)),
    spare: bitsField(bits(1, 5, 3)),
    unused: bytesField(idsAt + 20, HIGH_LIMIT_BYTES.group - idsAt - 20),
  });
/** Up to vE.H.0b. */
export const fixedGroup16 = fixedGroup(4, absentField);
/** From vE.H.2 on. */
export const fixedGroup24 = fixedGroup(5, byteField(4));

/** 48-bit ids; the blocks of a record with other references follow those at once. */
export const fixedProperty = layout("high-limit property record", HIGH_LIMIT_BYTES.property, {
  inUse: flagField(0, 0),
  spare: flagField(0, 1),
  isFixed: flagField(0, 2),
  spare2: flagField(0, 3),
  longs: bitsField(bits(0, 4, 4)),
  previous: idField(3, bits(1, 0, 8), bits(2, 0, 8)),
  next: idField(9, bits(7, 0, 8), bits(8, 0, 8)),
  unused: bytesField(13, 3),
  blocks: bytesField(16, 32),
});

function lengthField(at: number) {
  const [low, high] = [u16Field(at), byteField(at + 2)];
  return {
    occupies: [...low.occupies, ...high.occupies],
    read: (b: Buffer, from: number): number => high.read(b, from) * 0x1_0000 + low.read(b, from),
    write: (b: Buffer, from: number, value: number): void => {
      low.write(b, from, value % 0x1_0000);
      high.write(b, from, Math.floor(value / 0x1_0000));
    },
  };
}

/** The 12 bytes before the data of each dynamic record. */
export const highLimitDynamicHeader = layout("high-limit dynamic record header", 12, {
  inUse: flagField(0, 0),
  isContinuation: notFlagField(0, 3),
  /** Neo4j does not look at them. */
  spare: ignoredBitsField(bits(0, 1, 2), bits(0, 4, 4)),
  length: lengthField(1),
  next: longIdField(4),
});
