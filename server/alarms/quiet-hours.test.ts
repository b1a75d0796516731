import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestSlot, momentOf, type QuietHours, quietUntil, wallTime } from "./quiet-hours.ts";

const at = (text: string) => new Date(text);
const berlin = (rest: Partial<QuietHours> = {}): QuietHours => ({
  zone: "Europe/Berlin",
  quiet: true,
  quietFrom: 22 * 60,
  quietTo: 7 * 60,
  quietDays: [1, 2, 3, 4, 5, 6, 7],
  ...rest,
});

describe("quiet hours", () => {
  test("over midnight hold until the morning of the zone", () => {
    expect(quietUntil(berlin(), at("2026-01-15T21:30:00Z"))).toEqual(at("2026-01-16T06:00:00Z"));
    expect(quietUntil(berlin(), at("2026-01-16T03:00:00Z"))).toEqual(at("2026-01-16T06:00:00Z"));
  });

  test("begin with their first minute and are over with their last", () => {
    expect(quietUntil(berlin(), at("2026-01-15T20:59:59Z"))).toBeNull();
    expect(quietUntil(berlin(), at("2026-01-15T21:00:00Z"))).not.toBeNull();
    expect(quietUntil(berlin(), at("2026-01-16T06:00:00Z"))).toBeNull();
  });

  test("within one day hold until their end", () => {
    const lunch = berlin({ quietFrom: 12 * 60, quietTo: 13 * 60 });
    expect(quietUntil(lunch, at("2026-07-01T10:30:00Z"))).toEqual(at("2026-07-01T11:00:00Z"));
    expect(quietUntil(lunch, at("2026-07-01T11:00:00Z"))).toBeNull();
  });

  test("of Friday reach into Saturday and not of Saturday into Sunday", () => {
    const weekdays = berlin({ quietDays: [1, 2, 3, 4, 5] });
    expect(quietUntil(weekdays, at("2026-01-17T02:00:00Z"))).not.toBeNull(); // Saturday, 3:00
    expect(quietUntil(weekdays, at("2026-01-18T02:00:00Z"))).toBeNull(); // Sunday, 3:00
  });

  test("switched off hold nothing", () => {
    expect(quietUntil(berlin({ quiet: false }), at("2026-01-16T03:00:00Z"))).toBeNull();
  });

  test("end at seven by the clock on the night the clocks go forward, and back", () => {
    expect(quietUntil(berlin(), at("2026-03-28T22:30:00Z"))).toEqual(at("2026-03-29T05:00:00Z"));
    expect(quietUntil(berlin(), at("2026-10-24T21:30:00Z"))).toEqual(at("2026-10-25T06:00:00Z"));
  });

  test("that would end within the missing hour end with the change", () => {
    const early = berlin({ quietTo: 2 * 60 + 30 });
    expect(quietUntil(early, at("2026-03-29T00:15:00Z"))).toEqual(at("2026-03-29T01:00:00Z"));
  });

  test("end at a time by the clock that is their end, whatever the zone and the moment", () => {
    const zones = [
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "America/Santiago",
      "UTC",
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 1_439 }),
        fc.integer({ min: 0, max: 1_439 }),
        fc.date({
          min: at("2026-01-01T00:00:00Z"),
          max: at("2027-12-31T00:00:00Z"),
          noInvalidDate: true,
        }),
        (zone, quietFrom, quietTo, moment) => {
          const until = quietUntil(berlin({ zone, quietFrom, quietTo }), moment);
          if (!until) return;
          expect(until.getTime()).toBeGreaterThan(moment.getTime());
          expect(until.getTime() - moment.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
          const shown = wallTime(until, zone).minutes;
          const inGap =
            wallTime(new Date(until.getTime() - 60_000), zone).minutes !== (shown + 1_439) % 1_440;
          if (!inGap) expect(shown).toBe(quietTo);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("a time that comes twice is its first coming; one that is left out is the moment of the change", () => {
  const october = { year: 2026, month: 10, day: 25 };
  expect(momentOf(october, 150, "Europe/Berlin")).toEqual(at("2026-10-25T00:30:00Z"));
  const march = { year: 2026, month: 3, day: 29 };
  expect(momentOf(march, 150, "Europe/Berlin")).toEqual(at("2026-03-29T01:00:00Z"));
});

describe("a digest", () => {
  test("of each day is due from its time on", () => {
    const daily = { every: "daily", at: 480, day: 1, zone: "Europe/Berlin" } as const;
    expect(digestSlot(daily, at("2026-07-01T06:00:00Z"))).toEqual(at("2026-07-01T06:00:00Z"));
    expect(digestSlot(daily, at("2026-07-01T05:59:00Z"))).toEqual(at("2026-06-30T06:00:00Z"));
  });

  test("of each week is due on its day, also the week in which the clocks change", () => {
    const weekly = { every: "weekly", at: 480, day: 1, zone: "Europe/Berlin" } as const;
    expect(digestSlot(weekly, at("2026-04-01T00:00:00Z"))).toEqual(at("2026-03-30T06:00:00Z"));
    expect(digestSlot(weekly, at("2026-03-30T05:00:00Z"))).toEqual(at("2026-03-23T07:00:00Z"));
  });
});
