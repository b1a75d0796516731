/**
 * References of the high-limit formats: 3 to 8 bytes. The first byte begins with as many one bits as there are
 * bytes above 3; below 8 bytes a zero bit follows; then a sign bit, then the value. Of a negative value the bits
 * are its complement, so -1 is a set sign and zeros. Always the shortest that fits. Source: records page section 4.
 */
import { putU8, u8 } from "../bytes/integers.ts";

const SHORTEST = 3;
const MAX_ONES = 5;
export const MAX_REFERENCE_BYTES = SHORTEST + MAX_ONES;

/** Bits for the value in the first byte, by the number of its leading ones. */
const firstBits = (ones: number): number => (ones === MAX_ONES ? 2 : 6 - ones);
/** One more than the largest value, by the number of leading ones: 2^22, 2^29, 2^36, 2^43, 2^50, 2^58. */
const LIMITS = Array.from(
  { length: MAX_ONES + 1 },
  (_, ones) => 2 ** (firstBits(ones) + 8 * (SHORTEST - 1 + ones)),
);

/** How many bytes the reference takes whose first byte this is. */
export const referenceBytes = (first: number): number =>
  SHORTEST + Math.min(MAX_ONES, Math.clz32(~(first << 24)));

/**
 * Reads the reference that begins at `at`; the buffer holds all of it.
 * @returns NaN when it is not exact in a number, which no id of a real store is
 */
export function readReference(b: Buffer, at: number): number {
  const first = u8(b, at);
  const bytes = referenceBytes(first);
  const bits = firstBits(bytes - SHORTEST);
  let value = first & ((1 << bits) - 1);
  for (let i = 1; i < bytes; i++) value = value * 256 + u8(b, at + i);
  if (value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return (first >> bits) & 1 ? -1 - value : value;
}

/** @returns the offset behind it */
export function writeReference(b: Buffer, at: number, reference: number): number {
  const isNegative = reference < 0;
  let value = isNegative ? -1 - reference : reference;
  const ones = LIMITS.findIndex((limit) => value < limit);
  const bytes = SHORTEST + ones;
  for (let i = bytes - 1; i > 0; i--) {
    putU8(b, at + i, value % 256);
    value = Math.floor(value / 256);
  }
  const prefix = (0xff << (8 - ones)) & 0xff;
  putU8(b, at, prefix | ((isNegative ? 1 : 0) << firstBits(ones)) | value);
  return at + bytes;
}
