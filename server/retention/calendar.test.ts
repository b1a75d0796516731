import fc from "fast-check";
import { expect, test } from "vitest";
import { isZone, offsetAt } from "../zones/index.ts";
import { SLOT_UNITS, slotName, slotOf } from "./calendar.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "Asia/Kathmandu",
  "Asia/Beirut",
  "Africa/Cairo",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Sao_Paulo",
];
const at = (text: string): number => new Date(text).getTime();

test.each([
  ["hour", "UTC", "2026-11-24T06:30:00Z", "2026-11-24 06h", "2026-11-24T06:00:00Z"],
  ["day", "Europe/Berlin", "2026-11-23T23:30:00Z", "2026-11-24", "2026-11-23T23:00:00Z"],
  ["week", "UTC", "2027-01-03T12:00:00Z", "2026-W53", "2026-12-28T00:00:00Z"],
  ["week", "UTC", "2027-01-04T00:00:00Z", "2027-W01", "2027-01-04T00:00:00Z"],
  ["month", "America/New_York", "2026-12-01T04:59:59Z", "2026-11", "2026-11-01T04:00:00Z"],
  ["quarter", "UTC", "2026-11-24T06:30:00Z", "2026-Q4", "2026-10-01T00:00:00Z"],
  ["year", "Asia/Kathmandu", "2026-12-31T18:20:00Z", "2027", "2026-12-31T18:15:00Z"],
] as const)("the %s in %s of %s is %s", (unit, zone, time, name, from) => {
  expect(slotName(unit, zone, at(time))).toBe(name);
  expect(slotOf(unit, zone, at(time)).from).toBe(at(from));
});

test("a day begins where the clocks jump to when midnight does not exist", () => {
  // Beirut, 29 March 2026: clocks go from 00:00 to 01:00
  const { from } = slotOf("day", "Asia/Beirut", at("2026-03-29T12:00:00Z"));
  expect(offsetAt("Asia/Beirut", from) - offsetAt("Asia/Beirut", from - 1)).toBe(3_600_000);
  expect(slotName("day", "Asia/Beirut", from)).toBe("2026-03-29");
  expect(slotName("day", "Asia/Beirut", from - 1)).toBe("2026-03-28");
});

test("an hour that comes twice is two slots", () => {
  const first = slotOf("hour", "Europe/Berlin", at("2026-10-25T00:30:00Z"));
  const second = slotOf("hour", "Europe/Berlin", at("2026-10-25T01:30:00Z"));
  expect(first.key).not.toBe(second.key);
  expect(second.from - first.from).toBe(3_600_000);
});

test("a slot begins at its beginning, whatever the zone and the moment", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.constantFrom(...SLOT_UNITS),
      fc.integer({ min: at("2005-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") }),
      (zone, unit, moment) => {
        const { key, from } = slotOf(unit, zone, moment);
        expect(from).toBeLessThanOrEqual(moment);
        expect(slotOf(unit, zone, from)).toEqual({ key, from });
        expect(slotOf(unit, zone, from - 1).key).not.toBe(key);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("zones are known by name", () => {
  expect(isZone("Europe/Berlin")).toBe(true);
  expect(isZone("Europe/Atlantis")).toBe(false);
  expect(isZone("")).toBe(false);
});
