import fc from "fast-check";
import { expect, test } from "vitest";
import { firstMoment, isZone, momentsOf, offsetAt, wallAt } from "./index.ts";

const ZONES = [
  "UTC",
  "Europe/Berlin",
  "America/Havana",
  "America/St_Johns",
  "Asia/Beirut",
  "Australia/Lord_Howe",
  "Pacific/Apia",
  "America/Sao_Paulo",
  "Africa/Casablanca",
];
const at = (text: string): number => Date.parse(text);

/** Another reading of the same clocks. */
function shown(zone: string, moment: number): string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  return format.format(moment).replace(" ", "T");
}

test("a clock reads what the runtime says, in any zone and at any moment", () => {
  const range = { min: at("2005-01-01T00:00:00Z"), max: at("2035-01-01T00:00:00Z") };
  fc.assert(
    fc.property(fc.constantFrom(...ZONES), fc.integer(range), (zone, moment) => {
      const wall = new Date(wallAt(zone, moment)).toISOString().slice(0, 19);
      expect(wall).toBe(shown(zone, moment));
    }),
    { numRuns: 2_000 },
  );
});

test("the offset changes with the change, and not a millisecond before", () => {
  const change = at("2026-03-29T01:00:00Z");
  expect(offsetAt("Europe/Berlin", change) - offsetAt("Europe/Berlin", change - 1)).toBe(3_600_000);
});

test("a reading that is skipped first comes with the change, and became an hour more", () => {
  const wall = at("2026-03-29T02:30:00Z");
  expect(firstMoment("Europe/Berlin", wall)).toBe(at("2026-03-29T01:00:00Z"));
  expect(momentsOf("Europe/Berlin", wall)).toEqual([at("2026-03-29T01:30:00Z")]);
});

test("a reading that comes twice has two moments, and the first comes first", () => {
  const wall = at("2026-10-25T02:30:00Z");
  const [first, second] = [at("2026-10-25T00:30:00Z"), at("2026-10-25T01:30:00Z")];
  expect(momentsOf("Europe/Berlin", wall)).toEqual([first, second]);
  expect(firstMoment("Europe/Berlin", wall)).toBe(first);
});

test("a day that an island left out begins with the change", () => {
  expect(firstMoment("Pacific/Apia", at("2011-12-30T12:00:00Z"))).toBe(at("2011-12-30T10:00:00Z"));
});

test("zones are known by name", () => {
  expect(["Europe/Berlin", "UTC"].map(isZone)).toEqual([true, true]);
  expect(["Europe/Atlantis", "", "../etc"].map(isZone)).toEqual([false, false, false]);
});
