import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fullAt, type Reading, trendOf } from "./trend.ts";

const DAY = 86_400_000;
const readings = (...bytes: number[]): Reading[] =>
  bytes.map((each, day) => ({ at: day * DAY, bytes: each }));

describe("the trend", () => {
  test("of steady growth is that growth", () => {
    expect(trendOf(readings(0, 5, 10, 15, 20, 25, 30, 35))).toEqual({
      perDay: 5,
      low: 5,
      high: 5,
    });
  });
  test("of sets that come and go is what stays: a saw's teeth have none", () => {
    const saw = Array.from({ length: 29 }, (_, day) => 100 + (day % 7) * 10);
    const found = trendOf(readings(...saw));
    expect(Math.abs(found?.perDay ?? 99)).toBeLessThan(1);
    expect(found?.low).toBeLessThanOrEqual(0);
    expect(found?.high).toBeGreaterThanOrEqual(0);
  });
  test("is not bent by one day on which something large was stored", () => {
    const found = trendOf(readings(0, 5, 10, 15, 9_000, 25, 30, 35, 40, 45));
    expect(found?.perDay).toBeCloseTo(5, 0);
  });
  test("is unknown from less than a week, or from too few looks", () => {
    expect(trendOf(readings(0, 5, 10, 15, 20, 25, 30))).toBeNull();
    expect(trendOf([0, 5, 10].map((day) => ({ at: day * DAY, bytes: day })))).toBeNull();
    expect(trendOf([])).toBeNull();
  });
  test("lies between its bounds and grows with what is added each day", () => {
    const values = fc.array(fc.integer({ min: 0, max: 1e9 }), { minLength: 8, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 1e6 }), (bytes, more) => {
        const found = trendOf(readings(...bytes));
        const grown = trendOf(readings(...bytes.map((each, day) => each + day * more)));
        if (!found || !grown) throw new Error("eight days are enough");
        expect(found.low).toBeLessThanOrEqual(found.perDay);
        expect(found.perDay).toBeLessThanOrEqual(found.high);
        expect(grown.perDay).toBeCloseTo(found.perDay + more, 3);
      }),
    );
  });
});

describe("full", () => {
  const now = Date.parse("2026-11-24T00:00:00Z");
  test("is when the growth has used the free space up", () => {
    expect(fullAt(now, 1_000, 100)).toEqual(new Date(now + 10 * DAY));
    expect(fullAt(now, 0, 100)).toEqual(new Date(now));
  });
  test("is never without growth, nor after a hundred years", () => {
    expect(fullAt(now, 1_000, 0)).toBeNull();
    expect(fullAt(now, 1_000, -5)).toBeNull();
    expect(fullAt(now, 1e15, 1)).toBeNull();
  });
});
