/**
 * Property records as keys and values. Source: spec section 14. A record holds up to four longs; a block
 * is one to four of them: of its first long bits 0 to 23 are the key, 24 to 27 the type, the rest value.
 */
import { big64, i32, putBig64, putI32, u32 } from "../bytes/integers.ts";
import { LongRow } from "./bit-rows.ts";
import {
  ELEMENTS,
  type Element,
  elementOf,
  type NumberArray,
  readItems,
  toBits,
} from "./number-arrays.ts";
import {
  decodePoint,
  decodeTemporal,
  encodePoint,
  encodeTemporal,
  type PointValue,
  pointLongs,
  type TemporalValue,
  temporalLongs,
} from "./points-and-times.ts";
import {
  decodeShortString,
  encodeShortString,
  MAX_BLOCK_LONGS,
  type ShortString,
  shortStringLongs,
} from "./short-strings.ts";

export const PROPERTY_TYPE = {
  boolean: 1,
  byte: 2,
  short: 3,
  char: 4,
  int: 5,
  long: 6,
  float: 7,
  double: 8,
  stringReference: 9,
  arrayReference: 10,
  shortString: 11,
  shortArray: 12,
  /** From Neo4j 3.4 on. Source: records page section 1.2. */
  point: 13,
  temporal: 14,
} as const;

const LONG_BYTES = 8;
const VALUE_AT = 28;
const INLINED_LONG_AT = 29;
const ARRAY = { elementAt: 28, lengthAt: 32, bitsAt: 38, itemsAt: 44 } as const;
const MAX_ITEM_BITS = 64;
/** The value of a reference: what lies above the type, as an id. */
const REFERENCE_BITS = 36;

/** Key of the block that begins at `at`. */
export const blockKey = (b: Buffer, at: number): number => u32(b, at + 4) & 0xff_ffff;
/** Type of the block that begins at `at`; 0 ends a record's blocks. */
export const blockType = (b: Buffer, at: number): number => (u32(b, at + 4) >>> 24) & 15;

/**
 * How many longs the block at `at` takes.
 * @returns 0 for a type or shape that no block has
 */
export function blockLongs(b: Buffer, at: number): number {
  const type = blockType(b, at);
  switch (type) {
    case PROPERTY_TYPE.long:
      return (u32(b, at + 4) >>> 28) & 1 ? 1 : 2;
    case PROPERTY_TYPE.double:
      return 2;
    case PROPERTY_TYPE.shortString:
      return shortStringLongs(new LongRow(b.subarray(at, at + LONG_BYTES))) ?? 0;
    case PROPERTY_TYPE.shortArray: {
      const high = u32(b, at);
      const bits = (high >>> 6) & 63 || MAX_ITEM_BITS;
      const longs = Math.ceil((ARRAY.itemsAt + (high & 63) * bits) / 64);
      return longs > MAX_BLOCK_LONGS ? 0 : longs;
    }
    case PROPERTY_TYPE.point:
      return pointLongs(b, at);
    case PROPERTY_TYPE.temporal:
      return temporalLongs(b, at);
    default:
      return type >= 1 && type <= PROPERTY_TYPE.arrayReference ? 1 : 0;
  }
}

export type BlockValue =
  | { type: "boolean"; value: boolean }
  | { type: "byte" | "short" | "char" | "int" | "float" | "double"; value: number }
  | { type: "long"; value: bigint; inlined: boolean }
  | ({ type: "short string" } & ShortString)
  | ({ type: "short array"; bits: number } & NumberArray)
  | PointValue
  | TemporalValue
  | { type: "string" | "array"; firstDynamic: number };

export interface PropertyBlockValue {
  key: number;
  value: BlockValue;
}

/** The id of a block of type 9 or 10. */
export const blockReference = (b: Buffer, at: number): number =>
  u32(b, at) * 16 + (u32(b, at + 4) >>> 28);

const NUMBER_TYPES = new Map<number, Element>([
  [PROPERTY_TYPE.byte, "byte"],
  [PROPERTY_TYPE.short, "short"],
  [PROPERTY_TYPE.char, "char"],
  [PROPERTY_TYPE.int, "int"],
  [PROPERTY_TYPE.float, "float"],
]);

/**
 * Reads the block at `at`.
 * @returns undefined when it is none, or reaches over the end of `b`
 */
export function decodeBlock(b: Buffer, at: number): PropertyBlockValue | undefined {
  const longs = blockLongs(b, at);
  if (longs === 0 || at + longs * LONG_BYTES > b.length) return undefined;
  const value = decodeValue(new LongRow(b.subarray(at, at + longs * LONG_BYTES)), b, at);
  return value && { key: blockKey(b, at), value };
}

function decodeValue(row: LongRow, b: Buffer, at: number): BlockValue | undefined {
  const type = blockType(b, at);
  const number = NUMBER_TYPES.get(type);
  if (number) {
    const [value] = readItems(row, number, VALUE_AT, 1, ELEMENTS[number].bits);
    return { type: number, value } as BlockValue;
  }
  switch (type) {
    case PROPERTY_TYPE.boolean:
      return { type: "boolean", value: row.read(VALUE_AT, 1) === 1 };
    case PROPERTY_TYPE.long:
      return row.read(VALUE_AT, 1) === 1
        ? { type: "long", value: row.readBig(INLINED_LONG_AT, 64 - INLINED_LONG_AT), inlined: true }
        : { type: "long", value: big64(b, at + LONG_BYTES), inlined: false };
    case PROPERTY_TYPE.double: {
      const [value] = readItems(row, "double", 64, 1, 64);
      return { type: "double", value: value as number };
    }
    case PROPERTY_TYPE.stringReference:
      return { type: "string", firstDynamic: blockReference(b, at) };
    case PROPERTY_TYPE.arrayReference:
      return { type: "array", firstDynamic: blockReference(b, at) };
    case PROPERTY_TYPE.shortString: {
      const string = decodeShortString(row);
      return string && { type: "short string", ...string };
    }
    case PROPERTY_TYPE.shortArray:
      return decodeShortArray(row);
    case PROPERTY_TYPE.point:
      return decodePoint(row.buffer);
    case PROPERTY_TYPE.temporal:
      return decodeTemporal(row.buffer);
    default:
      return undefined;
  }
}

function decodeShortArray(row: LongRow): BlockValue | undefined {
  const element = elementOf(row.read(ARRAY.elementAt, 4));
  const length = row.read(ARRAY.lengthAt, 6);
  const bits = row.read(ARRAY.bitsAt, 6) || MAX_ITEM_BITS;
  if (!element) return undefined;
  const values = readItems(row, element, ARRAY.itemsAt, length, bits);
  return { type: "short array", element, values, bits };
}

/** The bytes of a block. @throws Error when the value does not fit into four longs */
export function encodeBlock({ key, value }: PropertyBlockValue): Buffer {
  const bytes = encodeValue(value);
  putI32(bytes, 4, u32(bytes, 4) | key | (TYPE_OF[value.type] << 24));
  return bytes;
}

const TYPE_OF: Record<BlockValue["type"], number> = {
  boolean: PROPERTY_TYPE.boolean,
  byte: PROPERTY_TYPE.byte,
  short: PROPERTY_TYPE.short,
  char: PROPERTY_TYPE.char,
  int: PROPERTY_TYPE.int,
  long: PROPERTY_TYPE.long,
  float: PROPERTY_TYPE.float,
  double: PROPERTY_TYPE.double,
  string: PROPERTY_TYPE.stringReference,
  array: PROPERTY_TYPE.arrayReference,
  "short string": PROPERTY_TYPE.shortString,
  "short array": PROPERTY_TYPE.shortArray,
  point: PROPERTY_TYPE.point,
  temporal: PROPERTY_TYPE.temporal,
};

function encodeValue(value: BlockValue): Buffer {
  const longs = (count: number, fill: (row: LongRow, b: Buffer) => void): Buffer => {
    const b = Buffer.alloc(count * LONG_BYTES);
    fill(new LongRow(b), b);
    return b;
  };
  switch (value.type) {
    case "long":
      if (!value.inlined) return longs(2, (_, b) => putBig64(b, LONG_BYTES, value.value));
      return longs(1, (row) => {
        row.write(VALUE_AT, 1, 1);
        row.writeBig(INLINED_LONG_AT, 64 - INLINED_LONG_AT, value.value);
      });
    case "double":
      return longs(2, (row) => row.writeBig(64, 64, toBits("double", value.value)));
    case "string":
    case "array":
      return longs(1, (row) => row.writeBig(VALUE_AT, REFERENCE_BITS, BigInt(value.firstDynamic)));
    case "point":
      return encodePoint(value);
    case "temporal":
      return encodeTemporal(value);
    case "short string":
      return encodeShortString(value);
    case "short array": {
      const { element, values, bits } = value;
      const count = Math.ceil((ARRAY.itemsAt + values.length * bits) / 64);
      if (count > MAX_BLOCK_LONGS)
        throw new Error(`${values.length} items do not fit into a block`);
      return longs(count, (row) => {
        row.write(ARRAY.elementAt, 4, ELEMENTS[element].code);
        row.write(ARRAY.lengthAt, 6, values.length);
        row.write(ARRAY.bitsAt, 6, bits % MAX_ITEM_BITS);
        values.forEach((item, i) => {
          row.writeBig(ARRAY.itemsAt + i * bits, bits, toBits(element, item));
        });
      });
    }
    default: {
      // All but characters are widened with their sign.
      const { type } = value;
      const bits = toBits(type, value.value);
      const isSigned = type !== "char" && type !== "boolean";
      const wide = isSigned ? BigInt.asIntN(ELEMENTS[type].bits, bits) : bits;
      return longs(1, (row) => row.writeBig(VALUE_AT, REFERENCE_BITS, wide));
    }
  }
}

/** Where the blocks of a record begin; `undefined` behind them when one of them is none. */
export function blocksOf(blocks: Buffer): { offsets: number[]; isSound: boolean } {
  const offsets: number[] = [];
  for (let at = 0; at < blocks.length; ) {
    if (blockType(blocks, at) === 0) break;
    const longs = blockLongs(blocks, at);
    if (longs === 0 || at + longs * LONG_BYTES > blocks.length) return { offsets, isSound: false };
    offsets.push(at);
    at += longs * LONG_BYTES;
  }
  return { offsets, isSound: true };
}

/** True when the 32 bytes of blocks say that the record is in use. */
export const isPropertyInUse = (blocks: Buffer, at = 0): boolean =>
  (i32(blocks, at) | i32(blocks, at + 4)) !== 0 && blockType(blocks, at) !== 0;
