import { expect, test } from "vitest";
import type { Timeline, TimelineBucket } from "../_trpc/types.ts";
import { barsOf, domainOf, fractionAt, hasBaseBars, strideFrom, timeAt } from "./histogram.ts";

const MINUTE = 60_000;
const bucket = (at: number, patch: Partial<TimelineBucket> = {}): TimelineBucket => ({
  at: new Date(at * MINUTE),
  untilAt: new Date((at + 1) * MINUTE),
  transactions: 1,
  created: 1,
  changed: 0,
  deleted: 0,
  ...patch,
});
const timeline = (minutes: TimelineBucket[], patch: Partial<Timeline> = {}): Timeline => ({
  minutes,
  bucketMillis: MINUTE,
  runs: [],
  firstTx: 10,
  lastTx: 20,
  firstAt: minutes[0]?.at ?? null,
  lastAt: minutes.at(-1)?.untilAt ?? null,
  indexBytes: 100,
  transactions: 10,
  ...patch,
});
const gappy = timeline([bucket(100), bucket(101), bucket(110, { transactions: 100, deleted: 3 })]);

test("bars lie where their minutes are; a lone transaction beside a hundred can be seen", () => {
  const domain = domainOf(gappy);
  const [first, , last] = barsOf(gappy, domain);
  expect(first).toMatchObject({ left: 0, deleted: 0, height: 0.1 });
  expect(last).toMatchObject({ height: 1, deleted: 0.75 });
  expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1);
});

test("keys go to the end of the stretch before or after and pass over quiet time", () => {
  const domain = domainOf(gappy);
  const at = 102 * MINUTE - 1;
  expect(strideFrom(at, "forward", gappy, domain)).toBe(111 * MINUTE - 1);
  expect(strideFrom(at, "back", gappy, domain)).toBe(101 * MINUTE - 1);
  expect(strideFrom(at, "far-back", gappy, domain)).toBe(domain.from);
  expect(strideFrom(at, "far-forward", gappy, domain)).toBe(domain.to);
  expect(strideFrom(domain.to, "forward", gappy, domain)).toBe(domain.to);
  expect(strideFrom(domain.from, "back", gappy, domain)).toBe(domain.from);
  expect(strideFrom(at, "first", gappy, domain)).toBe(domain.from);
});

test("a place and its time are each other's opposite, inside of the line", () => {
  const domain = domainOf(gappy);
  expect(fractionAt(timeAt(0.25, domain), domain)).toBeCloseTo(0.25, 3);
  expect(timeAt(7, domain)).toBe(domain.to);
  expect(fractionAt(0, domain)).toBe(0);
});

test("a set without a transaction after its base still has a line", () => {
  const domain = domainOf(timeline([], { firstAt: new Date(5000), lastAt: new Date(5000) }));
  expect(domain).toEqual({ from: 5000, to: 6000 });
  expect(domainOf(timeline([])).to).toBeGreaterThan(0);
});

test("what ran while the base was copied is told from the points to restore to", () => {
  const within = timeline([bucket(98), bucket(99), bucket(100), bucket(101)], {
    firstAt: new Date(100.5 * MINUTE),
  });
  expect(barsOf(within, domainOf(within)).map((bar) => bar.isOfBase)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(hasBaseBars(within)).toBe(true);
  expect(hasBaseBars(gappy)).toBe(false);
});
