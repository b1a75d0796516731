import { describe, expect, test } from "vitest";
import { sourceOf } from "./byte-source.ts";
import { pageBytesOf, RecordPages } from "./record-pages.ts";
import { nodeRecord } from "./records.ts";

const COUNT = 40_000;
const file = Buffer.alloc(COUNT * nodeRecord.size + 7);
for (let id = 0; id < COUNT; id++)
  nodeRecord.write(file, id * nodeRecord.size, {
    inUse: id % 3 !== 0,
    nextRel: id,
    nextProp: -1,
    labels: 0,
    isDense: false,
    spare: 0,
  });

describe("record pages", () => {
  const pages = new RecordPages(nodeRecord, sourceOf(file));

  test("know how many whole records there are", () => {
    expect(pages.count).toBe(COUNT);
    expect(pages.has(COUNT - 1)).toBe(true);
    for (const id of [COUNT, -1, 2 ** 53, Number.NaN, 0.5]) expect(pages.has(id)).toBe(false);
    expect(pages.read(COUNT)).toBeUndefined();
    expect(pages.view(-1)).toBeUndefined();
  });

  test("a scan sees every record of its range in order, though others are read meanwhile", () => {
    const seen: number[] = [];
    pages.scan(
      (view, id) => {
        pages.read(0);
        seen.push(view.nextRel === id ? id : -1);
      },
      17,
      COUNT - 5,
    );
    expect(seen).toEqual(Array.from({ length: COUNT - 22 }, (_, i) => 17 + i));
  });

  test("a page holds whole records", () => {
    expect([15, 34, 25, 41, 9, 5, 128].map(pageBytesOf)).toEqual([
      8190, 8160, 8175, 8159, 8190, 8190, 8192,
    ]);
    expect(pageBytesOf(20_000)).toBe(20_000);
  });
});
