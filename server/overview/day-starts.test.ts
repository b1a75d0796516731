import fc from "fast-check";
import { expect, test } from "vitest";
import { isZone } from "../zones/index.ts";
import { lastDays } from "./day-starts.ts";

const HOUR = 3_600_000;

test("days begin at midnight where the zone is, also when clocks change", () => {
  const days = lastDays(new Date("2026-03-30T10:00:00Z"), 3, "Europe/Berlin");
  expect(days).toEqual([
    { day: "2026-03-28", from: new Date("2026-03-27T23:00:00Z") },
    { day: "2026-03-29", from: new Date("2026-03-28T23:00:00Z") },
    { day: "2026-03-30", from: new Date("2026-03-29T22:00:00Z") },
  ]);
  expect(lastDays(new Date("2026-11-24T11:00:00Z"), 1, "Pacific/Kiritimati")).toEqual([
    { day: "2026-11-25", from: new Date("2026-11-24T10:00:00Z") },
  ]);
});

test("days follow one another without a gap, and now lies in the last", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "America/New_York",
  );
  const from = Date.parse("2015-01-01T00:00:00Z");
  fc.assert(
    fc.property(zones, fc.integer({ min: from, max: from + 15 * 365 * 24 * HOUR }), (zone, at) => {
      const days = lastDays(new Date(at), 30, zone);
      days.slice(1).forEach((day, before) => {
        const hours = (day.from.getTime() - (days[before]?.from.getTime() ?? 0)) / HOUR;
        expect(hours).toBeGreaterThanOrEqual(23);
        expect(hours).toBeLessThanOrEqual(25);
      });
      expect(days.at(-1)?.from.getTime()).toBeLessThanOrEqual(at);
      expect(at - (days.at(-1)?.from.getTime() ?? 0)).toBeLessThan(25 * HOUR);
    }),
    { numRuns: 60 },
  );
});

test("only names of zones are zones", () => {
  expect(["UTC", "Europe/Berlin"].map(isZone)).toEqual([true, true]);
  expect(["Mars/Olympus", "'; DROP TABLE", "../etc"].map(isZone)).toEqual([false, false, false]);
});
