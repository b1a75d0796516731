import { describe, expect, it } from "vitest";
import {
  big64Field,
  bits,
  bitsField,
  byteField,
  flagField,
  i32Field,
  i64Field,
  layout,
  u16Field,
  u32Field,
} from "./layout.ts";

const every = layout("every", 29, {
  byte: byteField(0),
  short: u16Field(1),
  int: i32Field(3),
  uint: u32Field(7),
  id: i64Field(11),
  big: big64Field(19),
  low: bitsField(bits(27, 0, 3)),
  flag: flagField(27, 3),
  high: bitsField(bits(27, 4, 4)),
  rest: byteField(28),
});
const record = {
  byte: 200,
  short: 40_000,
  int: -5,
  uint: 4_000_000_000,
  id: 2 ** 40,
  big: -(2n ** 60n),
  low: 5,
  flag: true,
  high: 9,
  rest: 1,
};

describe("layout", () => {
  it("reads back what it wrote", () => {
    const bytes = every.encode(record);
    expect(bytes.length).toBe(every.size);
    expect(every.read(bytes)).toEqual(record);
  });

  it("writes only its own bytes, and every bit of them", () => {
    const b = Buffer.alloc(every.size + 4, 0xee);
    every.write(b, 2, record);
    expect(every.read(b, 2)).toEqual(record);
    expect([b[0], b[1], b.at(-2), b.at(-1)]).toEqual([0xee, 0xee, 0xee, 0xee]);
    expect(b.subarray(2, -2)).toEqual(every.encode(record));
  });

  it("keeps a bit run inside its bits", () => {
    const b = every.encode({ ...record, low: 0xff, high: 0 });
    expect(every.read(b)).toMatchObject({ low: 7, flag: true, high: 0 });
  });

  it.each([
    ["two owners of a byte", 2, { a: u16Field(0), b: byteField(1) }, /overlaps a at byte 1/],
    [
      "two owners of a bit",
      1,
      { a: bitsField(bits(0, 0, 5)), b: flagField(0, 4), c: bitsField(bits(0, 5, 3)) },
      /overlaps a/,
    ],
    ["a byte without owner", 3, { a: u16Field(0) }, /byte 2 bit 0 belongs to no field/],
    ["a bit without owner", 1, { a: bitsField(bits(0, 0, 7)) }, /byte 0 bit 7 belongs to no field/],
    ["a field past the end", 1, { a: u16Field(0) }, /overlaps the end/],
  ])("fails at load on %s", (_, size, fields, message) => {
    expect(() => layout("broken", size, fields)).toThrow(message);
  });

  it("cut short, fails instead of giving zeros", () => {
    const bytes = every.encode(record);
    for (let size = 0; size < bytes.length; size++)
      expect(() => every.read(bytes.subarray(0, size))).toThrow();
  });
});
