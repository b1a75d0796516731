import { describe, expect, test } from "vitest";
import { sourceOf } from "./byte-source.ts";
import {
  CycleGuard,
  type DynamicPages,
  dynamicPages,
  encodeChain,
  readChain,
  recordsFor,
} from "./dynamic-records.ts";
import { dynamicHeader } from "./records.ts";

const RECORD = 38;
const ROOM = RECORD - 8;

function storeOf(chains: [data: Buffer, ids: number[]][], records = 10): Buffer {
  const file = Buffer.alloc(records * RECORD);
  file.writeInt32BE(RECORD);
  for (const [data, ids] of chains)
    for (const { id, bytes } of encodeChain(data, ids, RECORD)) file.set(bytes, id * RECORD);
  return file;
}
const pagesOf = (file: Buffer): DynamicPages => dynamicPages(sourceOf(file), "names");
const edit = (
  file: Buffer,
  id: number,
  change: Partial<ReturnType<typeof dynamicHeader.read>>,
): Buffer => {
  const copy = Buffer.from(file);
  dynamicHeader.write(copy, id * RECORD, { ...dynamicHeader.read(copy, id * RECORD), ...change });
  return copy;
};

describe("chains of dynamic records", () => {
  const text = Buffer.from("x".repeat(2 * ROOM + 5));
  const file = storeOf([
    [text, [3, 1, 7]],
    [Buffer.alloc(0), [2]],
  ]);

  test("a value comes back from the records that hold it, in any order", () => {
    expect(readChain(pagesOf(file), 3)).toEqual({
      ids: [3, 1, 7],
      data: text,
      problem: undefined,
    });
    expect(readChain(pagesOf(file), 2)).toMatchObject({ ids: [2], problem: undefined });
  });

  test("a value that fills its records whole needs no further one", () => {
    expect(recordsFor(ROOM, RECORD)).toBe(1);
    expect(recordsFor(ROOM + 1, RECORD)).toBe(2);
    expect(recordsFor(0, RECORD)).toBe(1);
    expect(() => encodeChain(text, [1], RECORD)).toThrow("3 records are needed");
  });

  test.each([
    ["outside the file", 99, file, 99],
    ["outside the file", 0, file, 0],
    ["not in use", 5, file, 5],
    ["begins with a continuation", 1, file, 1],
    ["cycle", 3, edit(file, 7, { length: ROOM, next: 1 }), undefined],
    ["cycle", 2, edit(file, 2, { next: 2, length: ROOM }), 2],
    ["not full", 3, edit(file, 1, { length: 4 }), 1],
    ["bad length", 3, edit(file, 1, { length: ROOM + 1 }), 1],
    ["continues with a first record", 3, edit(file, 1, { isContinuation: false }), 1],
    ["outside the file", 3, edit(file, 7, { length: ROOM, next: 2 ** 35 }), 2 ** 35],
  ])("%s is told with the record it is at", (kind, first, bytes, id) => {
    const { problem } = readChain(pagesOf(bytes as Buffer), first as number);
    expect(problem).toMatchObject(id === undefined ? { kind } : { kind, id });
  });

  test("a file that names no possible record size is refused", () => {
    for (const head of ["", "000000", "00000008", "ffffffff", "7fffffff"])
      expect(() => pagesOf(Buffer.from(head, "hex"))).toThrow(/says its records have/);
  });

  test("a cycle is found wherever the chain enters it", () => {
    for (let tail = 0; tail < 20; tail++)
      for (let loop = 1; loop < 20; loop++) {
        const guard = new CycleGuard();
        let steps = 0;
        for (let at = 0; steps < 1000; at = at + 1 < tail + loop ? at + 1 : tail) {
          steps++;
          if (guard.returnsTo(at)) break;
        }
        expect(steps).toBeLessThanOrEqual(3 * (tail + loop) + 1);
      }
  });
});
