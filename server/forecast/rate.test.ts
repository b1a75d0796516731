import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RateDay, rateOf, writtenAt } from "./rate.ts";

const HOUR = 3_600_000;
const day = (patch: Partial<RateDay> = {}): RateDay => ({
  seconds: 86_400,
  transactions: 2_400,
  measuredTransactions: 2_400,
  measuredBytes: 240_000,
  ...patch,
});

describe("the rate of writing", () => {
  test("is the median of the days: one wild day does not change it", () => {
    const wild = day({ transactions: 2_400_000, measuredTransactions: 0, measuredBytes: 0 });
    expect(rateOf([day(), day(), wild, day()], [])).toMatchObject({
      transactionsPerHour: 100,
      bytesPerTransaction: 100,
      bytesPerHour: 10_000,
      peakBytesPerHour: 10_000_000,
      quietBytesPerHour: 10_000,
      days: 4,
      hours: 96,
    });
  });
  test("counts a day by the time that was watched of it", () => {
    const short = { seconds: 600, transactions: 5_000 };
    expect(rateOf([day(), day(short), day(short)], [])?.transactionsPerHour).toBe(100);
  });
  test("is unknown when less than an hour was watched", () => {
    expect(rateOf([], [])).toBeNull();
    expect(rateOf([day({ seconds: 3_599 })], [])).toBeNull();
    expect(rateOf([day({ seconds: 3_600 })], [])).not.toBeNull();
  });
  test("is unknown when no pull told how many bytes a transaction has", () => {
    expect(rateOf([day({ measuredTransactions: 0, measuredBytes: 0 })], [])).toBeNull();
  });
  test("is zero, and known, of a source that nobody writes to", () => {
    const still = { transactions: 0, measuredTransactions: 0, measuredBytes: 0 };
    expect(rateOf([day(still)], [])).toMatchObject({ bytesPerHour: 0, peakBytesPerHour: 0 });
  });
  test("has a pattern over the hours once each of them was watched long enough", () => {
    const hours = Array.from({ length: 24 }, (_, hour) => ({
      hour,
      seconds: 3 * 3_600,
      transactions: hour < 12 ? 0 : 100,
    }));
    expect(rateOf([day()], hours)?.byHour).toEqual([...Array(12).fill(0), ...Array(12).fill(2)]);
    expect(rateOf([day()], hours.slice(1))?.byHour).toBeNull();
    hours[3] = { hour: 3, seconds: 3 * 3_600 - 1, transactions: 0 };
    expect(rateOf([day()], hours)?.byHour).toBeNull();
  });
});

describe("when as much is written", () => {
  const midnight = Date.parse("2026-11-24T00:00:00Z");
  const nights = [...Array(12).fill(0), ...Array(12).fill(2)] as number[];
  test("follows the rate when there is no pattern", () => {
    expect(writtenAt(midnight, 5_000, 1_000, null)).toBe(midnight + 5 * HOUR);
  });
  test("waits for the hours in which something is written", () => {
    expect(writtenAt(midnight, 2_000, 1_000, nights)).toBe(midnight + 13 * HOUR);
    expect(writtenAt(midnight, 24_000 * 3 + 1_000, 1_000, nights)).toBe(
      midnight + 72 * HOUR + 12.5 * HOUR,
    );
  });
  test("is never for a source that writes nothing, now for nothing", () => {
    expect(writtenAt(midnight, 1, 0, null)).toBe(Number.POSITIVE_INFINITY);
    expect(writtenAt(midnight, 1, 1e-9, nights)).toBe(Number.POSITIVE_INFINITY);
    expect(writtenAt(midnight, 0, 0, nights)).toBe(midnight);
  });
  test("is later for more bytes and never a day off the plain rate", () => {
    const pattern = fc
      .array(fc.integer({ min: 0, max: 100 }), { minLength: 24, maxLength: 24 })
      .filter((weights) => weights.some((weight) => weight > 0))
      .map((weights) => {
        const mean = weights.reduce((all, one) => all + one, 0) / 24;
        return weights.map((weight) => weight / mean);
      });
    fc.assert(
      fc.property(
        fc.integer({ min: midnight, max: midnight + 7 * 24 * HOUR }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1_000, max: 1e8 }),
        pattern,
        (from, bytes, more, perHour, byHour) => {
          const at = writtenAt(from, bytes, perHour, byHour);
          const plain = writtenAt(from, bytes, perHour, null);
          if (!Number.isFinite(plain)) return;
          expect(Math.abs(at - plain)).toBeLessThanOrEqual(24 * HOUR + 1);
          expect(at).toBeGreaterThanOrEqual(from);
          expect(writtenAt(from, bytes + more, perHour, byHour)).toBeGreaterThanOrEqual(at);
        },
      ),
    );
  });
});
