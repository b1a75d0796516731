import { describe, expect, test } from "vitest";
import { type Counts, decodeCounts, encodeCounts, newestCounts } from "./counts-store.ts";

const counts: Counts = {
  txId: 3124,
  format: 1,
  minorVersion: 1,
  rows: [
    { kind: "node", label: 0, count: 12 },
    { kind: "node", label: -1, count: 8727 },
    { kind: "relationship", start: -1, type: 2, end: 3, count: 5 },
    { kind: "index statistics", label: 60, key: 41, first: 0, second: 900 },
    { kind: "index sample", label: 60, key: 41, first: 899, second: 900 },
  ],
};
const file = encodeCounts(counts);

describe("counts stores", () => {
  test("rows come back, ascending by key as unsigned bytes", () => {
    expect(decodeCounts(file)).toEqual(counts);
    const shuffled = { ...counts, rows: [...counts.rows].reverse() };
    expect(encodeCounts(shuffled)).toEqual(file);
    expect(file).toHaveLength((5 + 3) * 32);
  });

  test("the head is that of a real 2.3.3", () => {
    expect(file.toString("latin1", 16, 32)).toBe("NeoCountStore\u0000\u0001V");
  });

  test("a file whose last row is not there is not sound", () => {
    for (let rows = 0; rows < 8; rows++)
      expect(decodeCounts(file.subarray(0, rows * 32))).toHaveProperty("problem");
  });

  test("padding behind the last row is passed over", () => {
    expect(decodeCounts(Buffer.concat([file, Buffer.alloc(100)]))).toEqual(counts);
  });

  test.each([
    ["the magic", 20],
    ["the transaction row's key", 40],
    ["a row's kind", 64],
    ["the number of rows", file.length - 1],
  ])("a wrong value in %s makes it not sound", (_, at) => {
    const broken = Buffer.from(file);
    broken[at] = 77;
    expect(decodeCounts(broken)).toHaveProperty("problem");
  });

  test("the later transaction wins, then the higher version, and what is not sound never", () => {
    const at = (txId: number, minorVersion: number): Counts => ({ ...counts, txId, minorVersion });
    expect(newestCounts([at(5, 0), at(4, 9)])?.index).toBe(0);
    expect(newestCounts([at(5, 0), at(5, 1)])?.index).toBe(1);
    expect(newestCounts([{ problem: "x" }, at(1, 0)])?.index).toBe(1);
    expect(newestCounts([{ problem: "x" }, { problem: "y" }])).toBeUndefined();
  });
});
