import { describe, expect, it } from "vitest";
import { BackupError } from "../catalogue/errors.ts";
import * as int from "./integers.ts";

describe("integers", () => {
  it("reads back what it wrote, big endian, at any offset", () => {
    const b = Buffer.alloc(16);
    const cases = [
      [int.putU8, int.u8, [0, 255]],
      [int.putU16, int.u16, [0, 0xffff]],
      [int.putI16, int.i16, [-32768, 32767]],
      [int.putI32, int.i32, [-(2 ** 31), 2 ** 31 - 1]],
      [int.putU32, int.u32, [0, 2 ** 32 - 1]],
      [int.putI64, int.i64, [-1, 0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
    ] as const;
    for (const [put, read, values] of cases)
      for (const value of values) {
        put(b, 3, value);
        expect(read(b, 3)).toBe(value);
      }
    int.putU16(b, 0, 0x0102);
    expect([b[0], b[1]]).toEqual([1, 2]);
  });

  it("refuses a 64-bit value that a number cannot hold", () => {
    const b = Buffer.alloc(8);
    for (const value of [2n ** 53n, -(2n ** 53n), 2n ** 63n - 1n, -(2n ** 63n)]) {
      int.putBig64(b, 0, value);
      expect(int.big64(b, 0)).toBe(value);
      expect(() => int.i64(b, 0)).toThrow(BackupError);
    }
  });

  it("never reads past the end", () => {
    for (const read of [int.u8, int.u16, int.i32, int.u32, int.i64, int.big64])
      expect(() => read(Buffer.alloc(0), 0)).toThrow(RangeError);
  });
});
