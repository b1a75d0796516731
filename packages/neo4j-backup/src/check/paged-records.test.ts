import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { nameTokenRecord } from "../store/records.ts";
import { hasBit, setBit, sharedBits, testAndSetBit } from "./bits.ts";
import { PagedRecords } from "./paged-records.ts";
import { SequentialRecords } from "./sequential.ts";

const root = mkdtempSync(join(tmpdir(), "holdfast-pages-"));
const COUNT = 50_000;
const path = join(root, "tokens");
writeFileSync(
  path,
  Buffer.concat(
    Array.from({ length: COUNT }, (_, i) => nameTokenRecord.encode({ inUse: 1, nameId: i * 3 })),
  ),
);
const fd = openSync(path, "r");
const file = { fd, recordBytes: nameTokenRecord.size, count: COUNT };
afterAll(() => {
  closeSync(fd);
  rmSync(root, { recursive: true });
});

it("reads any record through a cache of fewer pages than the file has", () => {
  const records = new PagedRecords(nameTokenRecord, file, 70_000);
  for (let i = 0; i < 30_000; i++) {
    const id = (i * 48_271) % COUNT;
    expect(records.at(id)?.nameId).toBe(id * 3);
  }
  for (const id of [-1, COUNT, 2 ** 35]) expect(records.at(id)).toBeUndefined();
});

it("has no records when the file is missing", () => {
  const none = { fd: undefined, recordBytes: 5, count: 0 };
  expect(new PagedRecords(nameTokenRecord, none, 70_000).at(0)).toBeUndefined();
  new SequentialRecords(nameTokenRecord, none).scan(0, 10, () => expect.unreachable());
});

it("reads a range in order", () => {
  const seen: number[] = [];
  new SequentialRecords(nameTokenRecord, file).scan(COUNT - 3, COUNT + 10, (view, id) =>
    seen.push(id, view.nameId),
  );
  const [a, b, c] = [COUNT - 3, COUNT - 2, COUNT - 1];
  expect(seen).toEqual([a, a * 3, b, b * 3, c, c * 3]);
});

it("keeps one bit a record, also for ids above 2^31", () => {
  const bits = sharedBits(2 ** 32 + 64);
  for (const id of [0, 30, 62, 2 ** 31, 2 ** 32 + 33]) {
    expect(hasBit(bits, id)).toBe(false);
    expect(testAndSetBit(bits, id)).toBe(false);
    expect(testAndSetBit(bits, id)).toBe(true);
    expect(hasBit(bits, id + 1)).toBe(false);
    setBit(bits, id + 1);
    expect(hasBit(bits, id + 1)).toBe(true);
  }
});
