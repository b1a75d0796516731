import fc from "fast-check";
import { expect, test } from "vitest";
import { readRotation, rotationText } from "./rotation.ts";

test.each([
  ["250M", 262_144_000],
  ["1g", 1_073_741_824],
  ["1048576", 1_048_576],
  ["", null],
])("%s is %s bytes", (text, bytes) => {
  expect(readRotation(text)).toEqual({ ok: true, bytes });
});

test.each([
  ["lots", /for example 250M/],
  ["1.5G", /for example 250M/],
  ["1023k", /At least 1M/],
  ["1025G", /At most 1024G/],
])("%s is refused", (text, reason) => {
  expect(readRotation(text)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
});

test("every size comes back from its text", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1_048_576, max: 2 ** 40 }), (bytes) => {
      expect(readRotation(rotationText(bytes))).toEqual({ ok: true, bytes });
    }),
  );
});
