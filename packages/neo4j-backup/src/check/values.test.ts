import { describe, expect, it } from "vitest";
import { hashText, inlineText } from "./values.ts";

const long = (value: bigint) => inlineText({ type: "long", value, inlined: false });
const double = (value: number) => inlineText({ type: "double", value });

describe("values under a uniqueness constraint", () => {
  it("are equal as numbers whatever their type, as a 2.3.3 refuses them", () => {
    expect(double(1)).toBe(long(1n));
    expect(inlineText({ type: "int", value: 1 })).toBe(long(1n));
    expect(inlineText({ type: "float", value: -3 })).toBe(inlineText({ type: "byte", value: -3 }));
    expect(double(1.5)).toBe(inlineText({ type: "float", value: 1.5 }));
  });

  it("are not equal where a 2.3.3 takes both", () => {
    expect(long(9007199254740993n)).not.toBe(double(9007199254740992));
    expect(double(0)).not.toBe(double(-0));
    expect(inlineText({ type: "boolean", value: true })).not.toBe(
      inlineText({ type: "short string", encoding: 0, value: "true" }),
    );
    expect(double(Number.NaN)).toBeUndefined();
  });

  it("are equal as a character and a text of it", () => {
    expect(inlineText({ type: "char", value: 65 })).toBe(
      inlineText({ type: "short string", encoding: 3, value: "A" }),
    );
  });

  it("hash to 53 bits without collisions among similar texts", () => {
    const seen = new Set<number>();
    for (let i = 0; i < 200_000; i++) seen.add(hashText(`n${i}`, 0));
    for (let i = 0; i < 200_000; i++) seen.add(hashText(`n${i}`, 1));
    for (let i = 0; i < 200_000; i++) seen.add(hashText(`suser${i}@example.org`, 0));
    expect(seen.size).toBe(600_000);
    for (const hash of seen) expect(Number.isSafeInteger(hash) && hash >= 0).toBe(true);
  });
});
