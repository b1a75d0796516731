import { describe, expect, it } from "vitest";
import {
  MAX_REFERENCE_BYTES,
  readReference,
  referenceBytes,
  writeReference,
} from "./references.ts";

const hexOf = (value: number): string => {
  const b = Buffer.alloc(MAX_REFERENCE_BYTES);
  return b.subarray(0, writeReference(b, 0, value)).toString("hex");
};
const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

/** As real stores hold them; those of 8 bytes by the rule that the others show. */
const KNOWN: [value: number, hex: string][] = [
  [0, "00 00 00"],
  [9, "00 00 09"],
  [-1, "40 00 00"],
  [-2, "40 00 01"],
  [2 ** 22 - 1, "3f ff ff"],
  [2 ** 22, "80 40 00 00"],
  [2 ** 24 + 9, "81 00 00 09"],
  [2 ** 33 + 9, "c2 00 00 00 09"],
  [2 ** 49 + 12_345, "f2 00 00 00 00 30 39"],
  [-(2 ** 49) - 12_346, "f6 00 00 00 00 30 39"],
  [2 ** 50, "f8 04 00 00 00 00 00 00"],
  [-(2 ** 50) - 1, "fc 04 00 00 00 00 00 00"],
];

describe("references", () => {
  it.each(KNOWN)("%d is %s, read and written", (value, hex) => {
    const bytes = bytesOf(hex);
    expect(readReference(bytes, 0)).toBe(value);
    expect(referenceBytes(bytes[0] as number)).toBe(bytes.length);
    expect(hexOf(value)).toBe(bytes.toString("hex"));
  });

  it("take the fewest bytes on both sides of every border, and come back exact", () => {
    for (const [bits, bytes] of [
      [22, 3],
      [29, 4],
      [36, 5],
      [43, 6],
      [50, 7],
    ] as const)
      for (const [value, wanted] of [
        [2 ** bits - 1, bytes],
        [2 ** bits, bytes + 1],
        [-(2 ** bits), bytes],
        [-(2 ** bits) - 1, bytes + 1],
      ] as const) {
        const hex = hexOf(value);
        expect(hex.length / 2, `${value}`).toBe(wanted);
        expect(readReference(bytesOf(hex), 0)).toBe(value);
      }
    for (const value of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])
      expect(readReference(bytesOf(hexOf(value)), 0)).toBe(value);
  });

  it("are no number where 53 bits do not hold them", () => {
    expect(readReference(bytesOf("fb ff ff ff ff ff ff ff"), 0)).toBeNaN();
    expect(readReference(bytesOf("ff ff ff ff ff ff ff ff"), 0)).toBeNaN();
  });
});
