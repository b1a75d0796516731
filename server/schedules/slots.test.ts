import { Cron } from "croner";
import { describe, expect, it } from "vitest";
import { readCron } from "./cron.ts";
import { nextSlots } from "./next-slots.ts";
import type { ScheduleSetting } from "./schema.ts";
import { intervalsOf, slotBefore, slotsAfter } from "./slots.ts";
import { windowEnd } from "./windows.ts";
import { cadenceWords, sentenceOf } from "./words.ts";

const first = (cron: string, zone: string, from: string, count: number): string[] => {
  const times: string[] = [];
  for (const { at } of slotsAfter({ cron, zone }, new Date(from))) {
    times.push(at.toISOString().slice(0, 16));
    if (times.length === count) break;
  }
  return times;
};

const setting: ScheduleSetting & { databaseId: string } = {
  databaseId: "0199",
  incrementalCron: "0 * * * *",
  fullCron: "0 2 * * 0",
  zone: "Europe/Berlin",
  jitterSeconds: 0,
  windows: [],
  inWindow: "skip",
  catchUpHours: 6,
};

describe("slots where the clocks change", () => {
  it("a time in the gap fires where it would have been, a time that comes twice at the first", () => {
    expect(first("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00Z", 2)).toEqual([
      "2026-03-29T01:30",
      "2026-03-30T00:30",
    ]);
    expect(first("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00Z", 2)).toEqual([
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("every hour means every hour, also in the one that comes twice", () => {
    expect(first("0 * * * *", "Europe/Berlin", "2026-10-24T23:30Z", 3)).toEqual([
      "2026-10-25T00:00",
      "2026-10-25T01:00",
      "2026-10-25T02:00",
    ]);
  });

  it("a date that a zone left out fires a day later", () => {
    expect(first("0 12 30 12 *", "Pacific/Apia", "2011-12-01T00:00Z", 1)).toEqual([
      "2011-12-30T22:00",
    ]);
  });

  it("the library alone does otherwise, which is why its zones are not used", () => {
    const runs = (cron: string, timezone: string, from: string, count: number) =>
      new Cron(cron, { timezone })
        .nextRuns(count, new Date(from))
        .map((at) => at.toISOString().slice(11, 16));
    // goes back in time where the clocks go forward
    expect(runs("*/15 * * * *", "Europe/Berlin", "2026-03-29T00:10:00Z", 8)).toEqual([
      "00:15",
      "00:30",
      "00:45",
      "01:00",
      "01:15",
      "01:30",
      "01:45",
      "01:00",
    ]);
    // and lets an hour pass without a slot where they go back
    expect(runs("*/15 * * * *", "Europe/Berlin", "2026-10-25T00:40:00Z", 2)).toEqual([
      "00:45",
      "02:00",
    ]);
  });

  it("the last slot before a moment is found, also one that is years ago", () => {
    const at = (cron: string) =>
      slotBefore({ cron, zone: "UTC" }, new Date("2026-11-24T10:07:00Z"));
    expect(at("*/15 * * * *")?.at.toISOString()).toBe("2026-11-24T10:00:00.000Z");
    expect(at("0 0 29 2 *")?.at.toISOString()).toBe("2024-02-29T00:00:00.000Z");
  });
});

describe("what is next", () => {
  it("names what a change of the clocks does, and the full backup takes the incremental of its moment along", () => {
    const next = nextSlots(
      { ...setting, incrementalCron: "30 2 * * *", fullCron: "30 2 * * 0" },
      new Date("2026-10-24T12:00:00Z"),
      2,
    );
    expect(
      next.map(({ kind, local, change, zoneName }) => [kind, local, zoneName, change]),
    ).toEqual([
      [
        "full",
        "2026-10-25 02:30",
        "GMT+2",
        "clocks go back: 02:30 comes twice; fires once, at the first",
      ],
      ["incremental", "2026-10-26 02:30", "GMT+1", null],
    ]);
    const [spring] = nextSlots(
      { ...setting, incrementalCron: "30 2 * * *", fullCron: null },
      new Date("2026-03-28T12:00:00Z"),
      1,
    );
    expect(spring?.change).toBe("clocks go forward: 02:30 does not exist; fires at 03:30");
  });

  it("the jitter of a slot is the same on every look and never more than was set", () => {
    const look = () =>
      nextSlots({ ...setting, jitterSeconds: 600 }, new Date("2026-11-24T10:20:00Z"), 20);
    expect(look()).toEqual(look());
    const shares = look().map((run) => run.jitterSeconds);
    expect(Math.max(...shares)).toBeLessThanOrEqual(600);
    expect(new Set(shares).size).toBeGreaterThan(15);
    for (const { slotAt, beginsAt, jitterSeconds } of look())
      expect(beginsAt.getTime()).toBe(slotAt.getTime() + jitterSeconds * 1000);
  });

  it("shows slots of a maintenance window as skipped, or one run at its end", () => {
    const windows = [{ days: [2], from: 22 * 60, to: 60 }];
    const from = new Date("2026-11-24T20:30:00Z"); // Tuesday 21:30 in Berlin
    const skipping = nextSlots({ ...setting, windows }, from, 2);
    expect(skipping.map((run) => [run.local.slice(11), run.window])).toEqual([
      ["22:00", "skipped"],
      ["23:00", "skipped"],
      ["00:00", "skipped"],
      ["01:00", null],
      ["02:00", null],
    ]);
    const postponing = nextSlots(
      { ...setting, incrementalCron: "30 * * * *", windows, inWindow: "postpone" },
      from,
      2,
    );
    expect(postponing.map((run) => [run.beginsAt.toISOString().slice(11, 16), run.window])).toEqual(
      [
        ["00:00", "postponed"],
        ["00:30", null],
      ],
    );
  });

  it("windows that touch are one, and end by the clock of the zone", () => {
    const windows = [
      { days: [7], from: 60, to: 150 },
      { days: [7], from: 150, to: 240 },
    ];
    // the night in which 02:00 to 03:00 comes twice in Berlin
    const end = windowEnd(windows, "Europe/Berlin", new Date("2026-10-24T23:10:00Z"));
    expect(end?.toISOString()).toBe("2026-10-25T03:00:00.000Z");
    expect(windowEnd(windows, "Europe/Berlin", new Date("2026-10-25T03:00:00Z"))).toBeNull();
  });
});

describe("cron expressions", () => {
  it.each([
    ["", "Enter a cron expression"],
    ["* * * * * *", "a backup starts at a minute"],
    ["0 2 * *", "not 4"],
    ["61 * * * *", "The minute goes from 0 to 59, not 61"],
    ["0 25 * * *", "The hour goes from 0 to 23, not 25"],
    ["0 0 30 2 *", "no such date"],
    ["@daily", "write the five fields"],
    ["0 0 * * €", "has no meaning"],
    ["? * * * *", '"?" has no meaning'],
    ["0".repeat(200), "At most 100 characters"],
    ["5-1 * * * *", "cannot be read"],
  ])("refuses %j in words", (text, words) => {
    const answer = readCron(text);
    expect(answer.ok ? "was taken" : answer.reason).toContain(words);
  });

  it.each([
    ["0 * * * *", "every hour"],
    ["*/15 * * * *", "every 15 minutes"],
    ["* * * * *", "every minute"],
    ["30 2 * * *", "every day at 02:30"],
    ["0 2 * * 0", "on Sundays at 02:00"],
    ["0 2 * * SUN,3", "on Sundays and Wednesdays at 02:00"],
    ["0 */6 * * *", "every 6 hours"],
    ["5 4 1 * *", "on day 1 of each month at 04:05"],
    ["0,30 2-4 * * MON-FRI", "at 0 and 30 minutes past the hour, between 02:00 and 04:59"],
  ])("%s is said as %s", (cron, words) => {
    expect(cadenceWords(cron)).toContain(words);
  });

  it("one sentence says both cadences and the zone", () => {
    expect(sentenceOf(setting)).toBe(
      "Incremental every hour, full on Sundays at 02:00 (Europe/Berlin)",
    );
  });
});

describe("intervals", () => {
  const at = new Date("2026-11-24T10:30:00Z");
  it.each([
    ["0 * * * *", 60, 60, 60],
    ["*/5 8-18 * * 1-5", 5, 5, 62 * 60 - 55],
    ["0 2 * * 1-6", 24 * 60, 24 * 60, 48 * 60],
  ])("of %s are told with the longest pause", (cron, usual, shortest, longest) => {
    expect(intervalsOf({ cron, zone: "UTC" }, at)).toEqual({
      usualMillis: usual * 60_000,
      shortestMillis: shortest * 60_000,
      longestMillis: longest * 60_000,
    });
  });

  it("of what comes due once in years are not known", () => {
    expect(intervalsOf({ cron: "0 0 29 2 *", zone: "UTC" }, at)).toBeNull();
  });
});
