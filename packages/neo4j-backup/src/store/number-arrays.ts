/**
 * Arrays of numbers, booleans and characters, as dynamic values and (short) in property blocks.
 * Source: spec section 14. A dynamic value is `u8 element, u8 bits used in its last byte, u8 bits of an
 * item`, then the items, packed; the width is what the largest item needs.
 */
import {
  big64,
  f32,
  f64,
  i32,
  putBig64,
  putF32,
  putF64,
  putI32,
  putU8,
  u8,
} from "../bytes/integers.ts";
import { type BitRow, ByteRow } from "./bit-rows.ts";

/** Type codes are those of properties. `bits`: of an item that is not packed. */
export const ELEMENTS = {
  boolean: { code: 1, bits: 1 },
  byte: { code: 2, bits: 8 },
  short: { code: 3, bits: 16 },
  char: { code: 4, bits: 16 },
  int: { code: 5, bits: 32 },
  long: { code: 6, bits: 64 },
  float: { code: 7, bits: 32 },
  double: { code: 8, bits: 64 },
} as const;
export type Element = keyof typeof ELEMENTS;
const ELEMENT_BY_CODE = new Map<number, Element>(
  Object.entries(ELEMENTS).map(([name, { code }]) => [code, name as Element]),
);
export const elementOf = (code: number): Element | undefined => ELEMENT_BY_CODE.get(code);

/** Longs are bigints, booleans are booleans, characters and the rest are numbers. */
export interface NumberArray {
  element: Element;
  values: boolean[] | number[] | bigint[];
  /** Bits of an item, when it is not the least that holds all. */
  bits?: number;
}

export const ARRAY_HEADER_BYTES = 3;

const scratch = Buffer.alloc(8);
/** From the raw bits of an item. */
function fromBits(element: Element, row: BitRow, bit: number, width: number) {
  switch (element) {
    case "boolean":
      return width > 0 && row.read(bit, width) !== 0;
    case "long":
      return BigInt.asIntN(64, row.readBig(bit, width));
    case "double":
      putBig64(scratch, 0, BigInt.asIntN(64, row.readBig(bit, width)));
      return f64(scratch, 0);
    case "float":
      putI32(scratch, 0, (width > 0 ? row.read(bit, width) : 0) | 0);
      return f32(scratch, 0);
    case "char":
      return width > 0 ? row.read(bit, width) : 0;
    default: {
      const raw = width > 0 ? row.read(bit, width) : 0;
      return (raw << (32 - ELEMENTS[element].bits)) >> (32 - ELEMENTS[element].bits);
    }
  }
}

/** The raw bits of an item, unsigned. */
export function toBits(element: Element, value: boolean | number | bigint): bigint {
  switch (element) {
    case "boolean":
      return value ? 1n : 0n;
    case "double":
      putF64(scratch, 0, value as number);
      return BigInt.asUintN(64, big64(scratch, 0));
    case "float":
      putF32(scratch, 0, value as number);
      return BigInt.asUintN(32, BigInt(i32(scratch, 0)));
    default:
      return BigInt.asUintN(ELEMENTS[element].bits, BigInt(value as number | bigint));
  }
}

/** Reads `count` items. */
export function readItems(
  row: BitRow,
  element: Element,
  from: number,
  count: number,
  width: number,
): NumberArray["values"] {
  const values: unknown[] = new Array(count);
  for (let i = 0; i < count; i++) values[i] = fromBits(element, row, from + i * width, width);
  return values as NumberArray["values"];
}

/** @returns undefined when the bytes are no such array */
export function decodeNumberArray(value: Buffer): NumberArray | undefined {
  if (value.length < ARRAY_HEADER_BYTES) return undefined;
  const element = elementOf(u8(value, 0));
  const usedInLast = u8(value, 1);
  const bits = u8(value, 2);
  if (!element || bits > ELEMENTS[element].bits || usedInLast > 8) return undefined;
  const body = value.subarray(ARRAY_HEADER_BYTES);
  if (bits === 0) return { element, values: [], bits };
  const used = body.length === 0 ? 0 : (body.length - 1) * 8 + (usedInLast === 0 ? 8 : usedInLast);
  const count = Math.floor(used / bits);
  const values = readItems(new ByteRow(body), element, 0, count, bits);
  return { element, values, bits };
}

/** Bits of an item in the array store: bytes are not packed there; the widest item decides, at least 1. */
export const neededBits = (element: Element, values: NumberArray["values"]): number => {
  if (values.length === 0) return 0;
  if (element === "byte") return ELEMENTS.byte.bits;
  let all = 0n;
  for (const value of values) all |= toBits(element, value);
  return Math.max(1, all.toString(2).length);
};

export function encodeNumberArray({ element, values, bits }: NumberArray): Buffer {
  const width = bits ?? neededBits(element, values);
  const total = width * values.length;
  const bytes = Buffer.alloc(ARRAY_HEADER_BYTES + Math.ceil(total / 8));
  putU8(bytes, 0, ELEMENTS[element].code);
  putU8(bytes, 1, total % 8 || 8);
  putU8(bytes, 2, width);
  const row = new ByteRow(bytes.subarray(ARRAY_HEADER_BYTES));
  values.forEach((value, i) => {
    row.writeBig(i * width, width, toBits(element, value));
  });
  return bytes;
}
