import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  decodeDynamicLabels,
  decodeLabelField,
  encodeDynamicLabelField,
  encodeDynamicLabels,
  encodeInlineLabels,
  isDynamicLabels,
} from "./label-field.ts";

describe("label fields", () => {
  test("up to seven labels lie in the node's record, when their ids are small enough", () => {
    expect(encodeInlineLabels([])).toBe(0);
    expect(encodeInlineLabels([2 ** 35])).toBe(2 ** 36 + 2 ** 35);
    expect(encodeInlineLabels([1, 2])).toBe(2 * 2 ** 36 + 2 * 2 ** 18 + 1);
    expect(encodeInlineLabels([0, 1, 2, 3, 4, 5, 31])).toBeDefined();
    expect(encodeInlineLabels([0, 1, 2, 3, 4, 5, 32])).toBeUndefined();
    expect(encodeInlineLabels([0, 1, 2, 3, 4, 5, 6, 7])).toBeUndefined();
  });

  test("any in-lined list comes back", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(31), { maxLength: 7 }), (ids) => {
        const labels = ids.sort((a, b) => a - b);
        const field = encodeInlineLabels(labels) as number;
        expect(isDynamicLabels(field)).toBe(false);
        expect(decodeLabelField(field)).toEqual({ labels });
      }),
    );
  });

  test("bit 39 says that the labels lie elsewhere", () => {
    const field = encodeDynamicLabelField(2 ** 35 + 7);
    expect(isDynamicLabels(field)).toBe(true);
    expect(decodeLabelField(field)).toEqual({ firstDynamic: 2 ** 35 + 7 });
  });

  test("a dynamic list of a real 2.3.3 is read and written back", () => {
    const value = Buffer.from("060209b3092450e000c40816307000", "hex");
    const found = decodeDynamicLabels(value.subarray(0, 14)) as { node: number; labels: number[] };
    expect(found.labels).toEqual([...found.labels].sort((a, b) => a - b));
    expect(encodeDynamicLabels(found.node, found.labels)).toHaveLength(14);
    expect(decodeDynamicLabels(encodeDynamicLabels(5, [1, 40, 300]))).toEqual({
      node: 5,
      labels: [1, 40, 300],
    });
  });

  test("what is no array of longs is no list", () => {
    for (const hex of ["", "05082000000000", "060000"])
      expect(decodeDynamicLabels(Buffer.from(hex, "hex"))).toBeUndefined();
  });
});
