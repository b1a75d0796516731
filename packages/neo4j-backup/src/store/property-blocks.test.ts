import { describe, expect, it } from "vitest";
import { intBlock, longBlock, shortStringBlock } from "./property-blocks.ts";

describe("property blocks", () => {
  // Seen: an order of the sample database, as a real 2.3.3 wrote it.
  it("writes an int as a real server does", () => {
    expect(intBlock(0, 10_181).toString("hex")).toBe("0000027c55000000");
    expect(intBlock(0xd, 0x3afc5).toString("hex")).toBe("00003afc5500000d");
    expect(intBlock(1, -1).toString("hex")).toBe("0ffffffff5000001");
  });

  it("writes a long behind its head", () => {
    expect(longBlock(0xa, 0x1506e600d00).toString("hex")).toBe("000000000600000a000001506e600d00");
  });

  it("writes text of up to 27 characters in up to four longs", () => {
    const bits = (b: Buffer): bigint => {
      let all = 0n;
      for (let i = b.length - 8; i >= 0; i -= 8) all = (all << 64n) | b.readBigUInt64BE(i);
      return all;
    };
    for (const text of ["", "a", "new", "shipped", "Malmö", "x".repeat(27)]) {
      const block = shortStringBlock(7, text);
      const all = bits(block);
      expect(block.length).toBe(8 * Math.ceil((39 + text.length * 8) / 64));
      expect([all & 0xffffffn, (all >> 24n) & 15n, (all >> 28n) & 31n, (all >> 33n) & 63n]).toEqual(
        [7n, 11n, 10n, BigInt(text.length)],
      );
      const read = [...text].map((_, i) =>
        String.fromCharCode(Number((all >> BigInt(39 + i * 8)) & 255n)),
      );
      expect(read.join("")).toBe(text);
    }
  });

  it("refuses what does not fit", () => {
    expect(() => shortStringBlock(1, "x".repeat(28))).toThrow(/does not fit/);
    expect(() => shortStringBlock(1, "中")).toThrow(/does not fit/);
    expect(() => intBlock(2 ** 24, 1)).toThrow(/24 bits/);
  });
});
