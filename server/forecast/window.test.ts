import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readRetention } from "./retention-setting.ts";
import type { WriteRate } from "./schema.ts";
import { pruneLogs } from "./testing/prune-model.ts";
import { windowRange } from "./window.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MB = 1_000_000;
const NOW = Date.parse("2026-11-24T00:00:00Z");

function rate(bytesPerHour: number, patch: Partial<WriteRate> = {}): WriteRate {
  return {
    transactionsPerHour: bytesPerHour / 100,
    bytesPerHour,
    peakBytesPerHour: bytesPerHour,
    quietBytesPerHour: bytesPerHour,
    bytesPerTransaction: 100,
    days: 14,
    hours: 14 * 24,
    byHour: null,
    ...patch,
  };
}

function settingOf(text: string) {
  const read = readRetention(text);
  if (!read.ok) throw new Error(read.reason);
  return read.setting;
}

const range = (text: string, of: WriteRate | null, rotationBytes = 10 * MB) =>
  windowRange({ setting: settingOf(text), rotationBytes, rate: of, commitAt: NOW, lookAt: NOW });

const hoursOf = (moment: number | null) => moment && (moment - NOW) / HOUR;

describe("the window", () => {
  test("of files is as long as it takes to write them, give or take one", () => {
    const found = range("5 files", rate(MB));
    expect(hoursOf(found.notBefore)).toBe(40);
    expect(hoursOf(found.likely)).toBe(45);
    expect(hoursOf(found.notAfter)).toBe(50.25);
  });
  test("of a size counts whole files", () => {
    expect(range("45000k size", rate(MB))).toEqual(range("5 files", rate(MB)));
  });
  test("is never shorter than the one file that Neo4j leaves", () => {
    for (const text of ["1 files", "1 txs", "false", "1k size"])
      expect(hoursOf(range(text, rate(MB)).notBefore)).toBe(10);
  });
  test("of transactions ends when as many came after the file, whose rest is not known", () => {
    const found = range("1000000 txs", rate(MB));
    expect(hoursOf(found.notBefore)).toBe(100);
    expect(hoursOf(found.notAfter)).toBe(110.25);
  });
  test("of days is that many days at most, and up to a file's time shorter, of a busy source", () => {
    const found = range("7 days", rate(MB));
    expect(hoursOf(found.notBefore)).toBe(7 * 24 - 10);
    expect(hoursOf(found.likely)).toBe(7 * 24 - 5);
    expect(hoursOf(found.notAfter)).toBe(7 * 24 + 0.25);
  });
  test("of days is longer for a quiet source, whose files fill slowly", () => {
    expect(hoursOf(range("7 days", rate(0.01 * MB)).notBefore)).toBe(1_000);
  });
  test("never ends when nothing is written, or all is kept", () => {
    const still = range("7 days", rate(0));
    expect(still).toEqual({ notBefore: Infinity, likely: Infinity, notAfter: Infinity });
    expect(range("true", rate(MB)).notBefore).toBe(Infinity);
    expect(range("true", null).notBefore).toBe(Infinity);
  });
  test("without a known rate is unknown, but for days: half of them are certain", () => {
    expect(range("5 files", null)).toEqual({ notBefore: null, likely: null, notAfter: null });
    expect(hoursOf(range("7 days", null).notBefore)).toBe(84);
    expect(range("7 days", null).notAfter).toBeNull();
  });
  test("of two rules ends with the first that ends", () => {
    const both = range("7 days 48000k", rate(MB));
    expect(both).toEqual(range("5 files", rate(MB)));
    expect(range("7 days 48000k", null).notBefore).toBeNull();
  });
  test("begins with the last look: what was not written then cannot push anything out", () => {
    const input = { setting: settingOf("5 files"), rotationBytes: 10 * MB, rate: rate(MB) };
    const later = windowRange({ ...input, commitAt: NOW - DAY, lookAt: NOW });
    expect(later).toEqual(range("5 files", rate(MB)));
  });
});

const settings = fc.oneof(
  fc.integer({ min: 1, max: 12 }).map((files) => `${files} files`),
  fc.integer({ min: 1, max: 200 }).map((mega) => `${mega}M size`),
  fc.integer({ min: 1, max: 2_000 }).map((kilo) => `${kilo}k txs`),
  fc.integer({ min: 1, max: 30 }).map((days) => `${days} days`),
  fc.integer({ min: 1, max: 100 }).map((hours) => `${hours} hours`),
  fc.constant("false"),
  fc.integer({ min: 1, max: 200 }).map((mega) => `2 days ${mega}M`),
);

test("a server that writes between its quietest and its busiest prunes within the range", () => {
  fc.assert(
    fc.property(
      settings,
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 100, max: 5_000 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
      fc.double({ min: 1, max: 4, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, rotationMega, perHourKilo, pace, spread, place) => {
        const rotationBytes = rotationMega * MB;
        const quietBytesPerHour = perHourKilo * 1_000;
        const peakBytesPerHour = quietBytesPerHour * spread;
        const of = rate((quietBytesPerHour + peakBytesPerHour) / 2, {
          quietBytesPerHour,
          peakBytesPerHour,
        });
        const setting = settingOf(text);
        const pruned = pruneLogs({
          setting,
          rotationBytes,
          bytesPerTransaction: 100,
          // anything between the two, changing over time
          perHour: (at) => {
            const share = pace[Math.floor(at / (7 * HOUR)) % pace.length] ?? 0;
            return quietBytesPerHour + (peakBytesPerHour - quietBytesPerHour) * share;
          },
          place,
        });
        const found = windowRange({ setting, rotationBytes, rate: of, commitAt: 0, lookAt: 0 });
        const step = HOUR / 4;
        expect(pruned).toBeGreaterThanOrEqual((found.notBefore ?? 0) - step);
        expect(pruned).toBeLessThanOrEqual((found.notAfter ?? 0) + step);
      },
    ),
    { numRuns: 300 },
  );
});
