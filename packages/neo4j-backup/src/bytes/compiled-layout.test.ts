import fc from "fast-check";
import { expect, test } from "vitest";
import {
  big64Field,
  bits,
  bitsField,
  byteField,
  bytesField,
  type Field,
  flagField,
  i16Field,
  i32Field,
  i64Field,
  idField,
  layout,
  packedField,
  signedByteField,
  u16Field,
  u32Field,
} from "./layout.ts";

const SIZE = 64;
const fields = {
  inUse: flagField(0, 0),
  small: bitsField(bits(0, 1, 3)),
  id: idField(1, bits(0, 4, 4)),
  packed: packedField(5, bits(9, 0, 8)),
  split: idField(10, bits(14, 0, 1), bits(15, 6, 2)),
  spare: bitsField(bits(14, 1, 7)),
  spare2: bitsField(bits(15, 0, 6)),
  byte: byteField(16),
  signed: signedByteField(17),
  i16: i16Field(18),
  u16: u16Field(20),
  i32: i32Field(22),
  u32: u32Field(26),
  big: big64Field(30),
  long: i64Field(38),
  rest: bytesField(46, SIZE - 46),
};
const every = layout("every kind of field", SIZE, fields);
/** The exact numbers of 64 bits. */
const SMALL_TOP = 39;

const bytesOfRecord = fc
  .uint8Array({ minLength: SIZE, maxLength: SIZE })
  .map((bytes) =>
    Buffer.from(
      bytes.map((byte, i) => (i === SMALL_TOP - 1 ? 0 : i === SMALL_TOP ? byte & 0x1f : byte)),
    ),
  );

test("compiled readers, views and writers do what each field does by itself", () => {
  const view = every.view();
  fc.assert(
    fc.property(bytesOfRecord, fc.nat(9), (record, at) => {
      const bytes = Buffer.concat([Buffer.alloc(at, 0xee), record]);
      view.buffer = bytes;
      view.at = at;
      const whole = every.read(bytes, at);
      const written = Buffer.alloc(bytes.length, 0xee);
      for (const [name, field] of Object.entries(fields) as [
        keyof typeof fields,
        Field<unknown>,
      ][]) {
        const value = field.read(bytes, at);
        expect(whole[name], name).toEqual(value);
        expect(view[name], name).toEqual(value);
        field.write(written, at, value);
      }
      const once = Buffer.alloc(bytes.length, 0xee);
      every.write(once, at, whole);
      expect(once).toEqual(written);
      expect(once.subarray(at)).toEqual(record);
    }),
  );
});

test("a record is not read over the end of its bytes, and no value is cut to fit", () => {
  const bytes = Buffer.alloc(SIZE + 3);
  expect(() => every.read(bytes, 4)).toThrow(RangeError);
  expect(() => every.read(bytes, -1)).toThrow(RangeError);
  const record = every.read(bytes);
  expect(() => every.encode({ ...record, id: 2 ** 36 })).toThrow(RangeError);
  expect(() => every.encode({ ...record, packed: 2 ** 40 })).toThrow(RangeError);
});
