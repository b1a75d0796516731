import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketed, bucketWidth } from "./buckets.ts";

const MINUTE = 60_000;
const START = Date.parse("2026-11-24T05:58:00Z");
const minute = (at: number, transactions = 1) => ({
  at: START + at * MINUTE,
  transactions,
  created: 2,
  changed: 3,
  deleted: 4,
});

test("few minutes stay minutes", () => {
  const minutes = [minute(0), minute(1, 5), minute(30)];
  expect(bucketWidth(minutes, 400)).toBe(MINUTE);
  expect(bucketed(minutes, MINUTE).map((one) => one.transactions)).toEqual([1, 5, 1]);
});

test("wider buckets begin at round times and leave out what is empty", () => {
  const buckets = bucketed([minute(0), minute(1), minute(2), minute(125)], 60 * MINUTE);
  expect(buckets.map((one) => one.at.toISOString())).toEqual([
    "2026-11-24T05:00:00.000Z",
    "2026-11-24T06:00:00.000Z",
    "2026-11-24T08:00:00.000Z",
  ]);
  expect(buckets[0]).toMatchObject({ transactions: 2, created: 4, changed: 6, deleted: 8 });
  expect(buckets[0]?.untilAt).toEqual(buckets[1]?.at);
});

test("no minutes give no buckets", () => {
  expect(bucketed([], bucketWidth([], 400))).toEqual([]);
});

test("whatever the minutes: no more buckets than asked for, none before the one before, nothing lost", () => {
  const minutes = fc
    .uniqueArray(fc.integer({ min: 0, max: 20_000_000 }), { maxLength: 200 })
    .map((list) => list.sort((a, b) => a - b).map((at) => minute(at, 1 + (at % 7))));
  fc.assert(
    fc.property(minutes, fc.integer({ min: 1, max: 400 }), (list, most) => {
      const width = bucketWidth(list, most);
      const buckets = bucketed(list, width);
      expect(buckets.length).toBeLessThanOrEqual(most);
      for (const [i, bucket] of buckets.entries()) {
        expect(bucket.untilAt.getTime() - bucket.at.getTime()).toBe(width);
        const before = buckets[i - 1];
        if (before) expect(before.untilAt.getTime()).toBeLessThanOrEqual(bucket.at.getTime());
      }
      const sum = (all: { transactions: number }[]) =>
        all.reduce((total, one) => total + one.transactions, 0);
      expect(sum(buckets)).toBe(sum(list));
    }),
  );
});
