import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ELEMENTS, type Element } from "./number-arrays.ts";
import {
  blockLongs,
  blocksOf,
  decodeBlock,
  encodeBlock,
  isPropertyInUse,
  type PropertyBlockValue,
} from "./property-values.ts";

const string = (key: number, encoding: number, value: string): PropertyBlockValue => ({
  key,
  value: { type: "short string", encoding, value },
});
const array = (
  key: number,
  element: Element,
  bits: number,
  values: unknown[],
): PropertyBlockValue => ({
  key,
  value: { type: "short array", element, values: values as number[], bits },
});

/** Blocks as a Neo4j 2.3.3 wrote them, with what it said that they are. */
const GOLDEN: [string, PropertyBlockValue][] = [
  ["000000000100000c", { key: 12, value: { type: "boolean", value: false } }],
  ["00000006a2000005", { key: 5, value: { type: "byte", value: 106 } }],
  ["ffffffff5200000a", { key: 10, value: { type: "byte", value: -11 } }],
  ["00000007a3000000", { key: 0, value: { type: "short", value: 122 } }],
  ["0000018d24000013", { key: 19, value: { type: "char", value: 6354 } }],
  ["0000002575000003", { key: 3, value: { type: "int", value: 599 } }],
  ["fffffffe45000015", { key: 21, value: { type: "int", value: -28 } }],
  ["00000006d6000001", { key: 1, value: { type: "long", value: 54n, inlined: true } }],
  [
    "000000000600000800006fbf8dbfb114",
    { key: 8, value: { type: "long", value: 122868507586836n, inlined: false } },
  ],
  ["fc00dcc41700000c", { key: 12, value: { type: "float", value: -2.2155916690826416 } }],
  ["fff800000700001a", { key: 26, value: { type: "float", value: -Infinity } }],
  [
    "0000000008000000cc519d3effb61010",
    { key: 0, value: { type: "double", value: -4.422655695734457e59 } },
  ],
  ["0000000019000009", { key: 9, value: { type: "string", firstDynamic: 1 } }],
  ["000000001a000006", { key: 6, value: { type: "array", firstDynamic: 1 } }],
  ["3232ba900b000020000000486bb2383a", string(32, 0, "uedtpdא")],
  ["9c40d8921b00000f00000000000001a4", string(15, 1, "1.1883943")],
  ["29a66b8c2b000004", string(4, 2, "7/:435")],
  ["00296d863b000010", string(16, 3, "_VT")],
  ["06307b084b00000d", string(13, 4, "vgxx")],
  ["bc8d900c5b0000240000000000000017", string(36, 5, ",yfrww")],
  ["01c5cd066b000002", string(2, 6, "z/%")],
  ["8568210c7b0000070000000000000163", string(7, 7, "BAmBGK")],
  ["f4fcd5108b00000500000000001cac81", string(5, 8, "jf/zCdUN")],
  ["2e29298a9b000016000000000000004f", string(22, 9, "SäqrÉ")],
  ["6bbc3088ab0000120000000000000039", string(18, 10, "ax×r")],
  ["000320461c000010", array(16, "boolean", 1, [false, true, false, false, true, true])],
  ["000000452c000017", array(23, "byte", 1, [0, 0, 0, 0, 0])],
  ["32f033453c0000100000118c3fb9ea8b", array(16, "short", 13, [3843, 1433, 1962, 2039, 4492])],
  ["922ec2874c00001b0001c1e4a2720cda", array(27, "char", 10, [748, 584, 218, 131, 551, 914, 449])],
  ["0002a0835c000014", array(20, "int", 2, [2, 2, 2])],
  [
    "00f7a20b6c0000244e399dfbd6ee6242000000000000000f",
    array(36, "long", 8, [122n, 15n, 32n, 36n, 230n, 110n, 189n, 223n, 153n, 227n, 244n]),
  ],
  [
    "ebca68037c0000063aa58bf86dcfe3ea00000000000003ed",
    array(6, "float", 32, [0.34128302335739136, -1.053619146347046, 0.4134089946746826]),
  ],
  [
    "000000038c000024535e900000000000bc2c13fe1e64f00600000bff3a89c987",
    array(36, "double", 64, [0, 0.559363842746902, -1.2286649662384408]),
  ],
];

describe("property blocks", () => {
  test.each(GOLDEN)("%s is read as Neo4j says, and written back", (hex, block) => {
    const bytes = Buffer.from(hex, "hex");
    expect(blockLongs(bytes, 0) * 8).toBe(bytes.length);
    expect(decodeBlock(bytes, 0)).toEqual(block);
    expect(encodeBlock(block).toString("hex")).toBe(hex);
  });

  test("a block cut short at any long is none", () => {
    for (const [hex] of GOLDEN) {
      const bytes = Buffer.from(hex, "hex");
      for (let length = 8; length < bytes.length; length += 8)
        expect(decodeBlock(bytes.subarray(0, length), 0)).toBeUndefined();
    }
  });

  test("types and string encodings that do not exist are none", () => {
    for (const type of [0, 13, 14, 15]) {
      const bytes = Buffer.alloc(32);
      bytes[4] = type;
      expect(blockLongs(bytes, 0)).toBe(0);
      expect(decodeBlock(bytes, 0)).toBeUndefined();
    }
    const unknown = Buffer.from("0000000bdb000000", "hex");
    unknown[3] = 1;
    expect(blockLongs(unknown, 0)).toBe(0);
  });

  test("a string or an array that would reach over four longs is none", () => {
    expect(blockLongs(Buffer.from("0000007eab000000", "hex"), 0)).toBe(0);
    expect(blockLongs(Buffer.from("0000003f6c000000", "hex"), 0)).toBe(0);
  });

  test("the blocks of a record end at a zero block, and a broken one is told", () => {
    const record = Buffer.alloc(32);
    record.set(Buffer.from("0000002575000003", "hex"));
    record.set(Buffer.from("000000000600000800006fbf8dbfb114", "hex"), 8);
    expect(blocksOf(record)).toEqual({ offsets: [0, 8], isSound: true });
    expect(isPropertyInUse(record)).toBe(true);
    record[28] = 0x0d;
    expect(blocksOf(record)).toEqual({ offsets: [0, 8], isSound: false });
    expect(isPropertyInUse(Buffer.alloc(32))).toBe(false);
  });

  test("any short array that fits comes back", () => {
    const numbers = (element: Element, bits: number) =>
      element === "long"
        ? fc.bigInt({ min: 0n, max: 2n ** BigInt(Math.min(bits, 63)) - 1n })
        : fc.integer({ min: 0, max: 2 ** Math.min(bits, 31, ELEMENTS[element].bits - 1) - 1 });
    fc.assert(
      fc.property(
        fc.constantFrom<Element>("byte", "short", "int", "long"),
        fc.integer({ min: 1, max: 64 }),
        fc.integer({ min: 0, max: 0xffffff }),
        fc.infiniteStream(fc.nat()),
        (element, anyBits, key, stream) => {
          const bits = Math.min(anyBits, ELEMENTS[element].bits);
          const most = Math.min(63, Math.floor((256 - 44) / bits));
          const count = (stream.next().value as number) % (most + 1);
          const [values] = fc.sample(
            fc.array(numbers(element, bits) as fc.Arbitrary<number>, {
              minLength: count,
              maxLength: count,
            }),
            { numRuns: 1, seed: stream.next().value as number },
          );
          const block = array(key, element, bits, values as number[]);
          expect(decodeBlock(encodeBlock(block), 0)).toEqual(block);
        },
      ),
    );
  });

  test("what does not fit is refused", () => {
    expect(() => encodeBlock(string(1, 1, "abc"))).toThrow("does not fit");
    expect(() => encodeBlock(string(1, 10, "x".repeat(28)))).toThrow("does not fit");
    expect(() => encodeBlock(array(1, "long", 64, [1n, 2n, 3n, 4n]))).toThrow("do not fit");
  });
});
