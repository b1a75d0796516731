import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { putU32, u32 } from "../bytes/integers.ts";
import { MAX_ID_GAP, PageCache } from "./page-cache.ts";
import { MemoryFile } from "./testing.ts";

const RECORD = 41;
const PAGE = 8159;

describe("the page cache", () => {
  test("whatever is written is read, in memory for three pages, and is in the file in the end", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(5000), fc.nat(0xffffffff)), { maxLength: 300 }),
        (changes) => {
          const disk = new MemoryFile("properties", Buffer.alloc(PAGE * 4));
          const cache = new PageCache(3 * PAGE);
          const file = cache.open(disk, RECORD);
          const want = new Map<number, number>();
          for (const [id, value] of changes) {
            const at = file.edit(id);
            putU32(file.buffer, at, value);
            want.set(id, value);
          }
          for (const [id, value] of want) {
            const at = file.find(id);
            expect(u32(file.buffer, at)).toBe(value);
          }
          cache.flush();
          for (const [id, value] of want) expect(u32(disk.content, id * RECORD)).toBe(value);
          expect(disk.content.length % PAGE).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("two files do not mix their pages", () => {
    const [one, other] = [new MemoryFile("a"), new MemoryFile("b")];
    const cache = new PageCache(PAGE);
    const [a, b] = [cache.open(one, RECORD), cache.open(other, RECORD)];
    for (let id = 0; id < 600; id += 7)
      for (const [file, value] of [
        [a, 1],
        [b, 2],
      ] as const) {
        const at = file.edit(id);
        putU32(file.buffer, at, value);
      }
    cache.flush();
    expect([u32(one.content, 0), u32(other.content, 0)]).toEqual([1, 2]);
    expect([u32(one.content, 7 * RECORD), u32(other.content, 7 * RECORD)]).toEqual([1, 2]);
  });

  test("changes to a file that cannot be written yet stay in memory", () => {
    const disk = new MemoryFile("a");
    disk.isWritable = false;
    const cache = new PageCache(PAGE);
    const file = cache.open(disk, RECORD);
    for (let page = 0; page < 9; page++) {
      const at = file.edit(page * 199);
      putU32(file.buffer, at, page + 1);
    }
    expect(disk.content).toHaveLength(0);
    disk.isWritable = true;
    cache.flush();
    for (let page = 0; page < 9; page++) expect(u32(disk.content, page * PAGE)).toBe(page + 1);
  });

  test("an id far behind the end of its file, and a negative one, are no ids", () => {
    const file = new PageCache(PAGE).open(new MemoryFile("a"), RECORD);
    expect(() => file.edit(MAX_ID_GAP + 1)).toThrow(/record 16777217 of a, which has 0/);
    expect(() => file.edit(-1)).toThrow(/record -1/);
    expect(file.bytes).toBe(0);
  });
});
