/** Property values that lie in the string and array stores. Source: spec section 14. */
import { i32, putI32, u8 } from "../bytes/integers.ts";
import { decodeNumberArray, encodeNumberArray, type NumberArray } from "./number-arrays.ts";

const STRING_ARRAY = 9;
const STRING_ARRAY_HEADER_BYTES = 5;

export type ArrayValue = NumberArray | { element: "string"; values: string[] };

export const decodeString = (value: Buffer): string => value.toString("utf8");

/**
 * `u8 9, i32 count`, then `i32 n` and n bytes of UTF-8 each; else an array of numbers.
 * @returns undefined when it is neither
 */
export function decodeArray(value: Buffer): ArrayValue | undefined {
  if (value.length === 0 || u8(value, 0) !== STRING_ARRAY) return decodeNumberArray(value);
  if (value.length < STRING_ARRAY_HEADER_BYTES) return undefined;
  const count = i32(value, 1);
  const values: string[] = [];
  let at = STRING_ARRAY_HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const length = at + 4 <= value.length ? i32(value, at) : -1;
    if (length < 0 || at + 4 + length > value.length) return undefined;
    values.push(value.toString("utf8", at + 4, at + 4 + length));
    at += 4 + length;
  }
  return { element: "string", values };
}

export function encodeArray(array: ArrayValue): Buffer {
  if (array.element !== "string") return encodeNumberArray(array as NumberArray);
  const head = Buffer.alloc(STRING_ARRAY_HEADER_BYTES);
  head[0] = STRING_ARRAY;
  putI32(head, 1, array.values.length);
  const pieces = [head];
  for (const text of array.values) {
    const bytes = Buffer.from(text as string, "utf8");
    const length = Buffer.alloc(4);
    putI32(length, 0, bytes.length);
    pieces.push(length, bytes);
  }
  return Buffer.concat(pieces);
}
