import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Cadence, cadenceOf } from "./cadence.ts";
import type { StoredFacts } from "./facts.ts";
import { calendarPoints, decideRetention } from "./policy.ts";
import { type GfsRules, KEEP_ALL, type RetentionPolicy } from "./schema.ts";
import { settle } from "./settle.ts";
import { asOf, simulateAhead } from "./simulate.ts";

const DAY = 86_400_000;
const NOW = new Date("2026-11-24T06:00:00Z");
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

const set = (id: string, base: number, end: number, extra: Partial<StoredFacts> = {}) =>
  ({
    id,
    state: "good",
    checkOk: null,
    startedAt: daysAgo(base),
    baseEndAt: daysAgo(base),
    protectedAt: daysAgo(end),
    pinned: false,
    inUse: false,
    held: false,
    discarded: false,
    goesAt: null,
    bytes: 1_100,
    baseBytes: 1_000,
    ...extra,
  }) satisfies StoredFacts;
const weekly = [set("d", 2, 0), set("c", 9, 2), set("b", 16, 9), set("a", 23, 16)];
const slots = { zone: "UTC", hour: null, day: null, week: null, month: null, quarter: null };
const gfs = (extra: Partial<GfsRules>): GfsRules => ({ ...slots, year: null, ...extra });

describe("the time between backups", () => {
  test("is what the sets so far say", () => {
    expect(cadenceOf(weekly)).toMatchObject({
      basis: "sets",
      fullEveryHours: 168,
      baseBytes: 1_000,
      logBytesPerDay: 17,
    });
  });
  test("is taken to be a week where one set or a try-out says nothing", () => {
    expect(cadenceOf([set("a", 1, 0)]).fullEveryHours).toBe(168);
    expect(cadenceOf([set("b", 1, 0), set("a", 1.01, 1)]).fullEveryHours).toBe(168);
    expect(cadenceOf([]).fullEveryHours).toBe(168);
  });
});

describe("a simulation of the days to come", () => {
  const cadence: Cadence = {
    ...{ fullEveryHours: 168, fullTimes: null, basis: "sets" },
    ...{ baseBytes: 1_000, logBytesPerDay: 10 },
  };
  const run = (policy: RetentionPolicy, days = 60, graceDays = 7) =>
    simulateAhead(weekly, days, { policy, cadence, graceDays, now: NOW });

  test("lets sets go by the rules, and deletes them after their grace", () => {
    const { days, fates } = run({ ...KEEP_ALL, keepSets: 2 });
    const at = (day: number) => days[day]?.sets.map((one) => one.id.slice(0, 8));
    expect(at(0)).toEqual(["d", "c", "b", "a"]); // b and a begin their grace
    expect(at(6)).toEqual(["d", "c", "b", "a", "20261129"]); // the next full backup, 7 days after d
    expect(at(7)).toEqual(["d", "c", "20261129"]);
    const fate = fates.find((one) => one.id === "b");
    expect(fate).toMatchObject({ leavesAt: NOW, goneAt: new Date(NOW.getTime() + 7 * DAY) });
    expect(fates.find((one) => one.id === "c")?.leavesAt).toEqual(new Date("2026-11-29T06:00:00Z"));
  });

  test("keeps the last point of as many weeks, and no more", () => {
    const policy = { ...KEEP_ALL, gfs: gfs({ week: 8 }) };
    const { days } = run(policy, 200);
    const last = days.at(-1);
    const staying = last?.sets.filter((one) => one.goesAt === null) ?? [];
    const points = calendarPoints(last?.sets ?? [], policy, last?.at ?? NOW);
    expect(points).toHaveLength(8);
    expect(points.at(-1)?.name).toBe("2027-W16");
    expect(new Set(points.map((point) => point.setId))).toEqual(
      new Set(staying.map((one) => one.id)),
    );
  });

  test("grows by what log files of a day come to, and by a base a full backup", () => {
    const { days } = run(KEEP_ALL, 14);
    expect(days[0]?.bytes).toBe(4_400);
    expect(days[1]?.bytes).toBe(4_410);
    expect(days[14]?.bytes).toBe(4_400 + 14 * 10 + 2 * 1_000);
  });

  test("without more backups lets what time lets go, and never the newest good set", () => {
    const none = { ...cadence, fullEveryHours: null };
    const policy = { ...KEEP_ALL, windowDays: 3 };
    const { days } = simulateAhead(weekly, 100, { policy, cadence: none, graceDays: 0, now: NOW });
    expect(days.at(-1)?.sets.map((one) => one.id)).toEqual(["d"]);
  });

  test("makes full backups when the schedule says, and none in between", () => {
    const times = ["2026-11-25T02:00:00Z", "2026-12-03T02:00:00Z"].map((time) => new Date(time));
    const scheduled: Cadence = { ...cadence, fullTimes: times, basis: "schedule" };
    const { fates } = simulateAhead(weekly, 60, {
      ...{ policy: KEEP_ALL, cadence: scheduled, graceDays: 7, now: NOW },
    });
    expect(fates.filter((one) => one.imagined).map((one) => one.startedAt)).toEqual(times);
  });

  test("is done within seconds for a year of daily sets under all kinds of slots", () => {
    const daily = Array.from({ length: 365 }, (_, at) => set(`s${at}`, at, Math.max(0, at - 1)));
    const policy = {
      ...KEEP_ALL,
      windowDays: 30,
      gfs: gfs({ zone: "Europe/Berlin", hour: 48, day: 30, week: 12, month: 12, year: 5 }),
    };
    const every = { ...cadence, fullEveryHours: 24 };
    const began = performance.now();
    simulateAhead(daily, 400, { policy, cadence: every, graceDays: 7, now: NOW });
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

test("a day that has passed shows the sets as they were then", () => {
  const { sets, bytes } = asOf(weekly, daysAgo(5.5));
  expect(sets.map((one) => one.id)).toEqual(["c", "b", "a"]);
  expect(sets[0]?.protectedAt).toEqual(daysAgo(5.5));
  expect(bytes).toBe(1_050 + 1_100 + 1_100);
});

const anySets = fc
  .array(
    fc.record({
      start: fc.integer({ min: 0, max: 200 }),
      length: fc.integer({ min: 0, max: 30 }),
      state: fc.constantFrom("good", "good", "good", "damaged", "failed") as fc.Arbitrary<
        StoredFacts["state"]
      >,
      checkOk: fc.constantFrom(null, true, false),
      pinned: fc.constantFrom(false, false, false, true),
      held: fc.constantFrom(false, false, false, true),
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((rows) =>
    rows.map(({ start, length, ...rest }, at) =>
      set(`s${at}`, start / 4, Math.max(0, (start - length) / 4), rest),
    ),
  );
const anyPolicy = fc.record({
  keepSets: fc.option(fc.integer({ min: 1, max: 5 })),
  windowDays: fc.option(fc.integer({ min: 1, max: 20 })),
  minimumGoodSets: fc.integer({ min: 1, max: 4 }),
  gfs: fc.option(
    fc.record({
      ...{ zone: fc.constantFrom("UTC", "Europe/Berlin"), hour: fc.constant(null) },
      day: fc.option(fc.integer({ min: 1, max: 9 })),
      week: fc.option(fc.integer({ min: 1, max: 5 })),
      ...{ month: fc.constant(null), quarter: fc.constant(null), year: fc.constant(null) },
    }),
  ),
  goesAfterCheck: fc.boolean(),
});

test("a set is there until the rules have let it go for the whole grace period, whatever sets and rules", () => {
  const cadence: Cadence = {
    ...{ fullEveryHours: null, fullTimes: null, basis: "sets", baseBytes: 0, logBytesPerDay: 0 },
  };
  fc.assert(
    fc.property(anySets, anyPolicy, fc.integer({ min: 0, max: 4 }), (sets, policy, graceDays) => {
      const { days } = simulateAhead(sets, 12, { policy, cadence, graceDays, now: NOW });
      let there = sets.map((one) => ({ ...one, since: null as number | null }));
      for (const [day, { at, sets: simulated }] of days.entries()) {
        const newest = there
          .filter((one) => one.state === "good")
          .sort((a, b) => a.startedAt.getTime() - b.startedAt.getTime() || 0)
          .at(-1)?.startedAt;
        // incremental backups carry the first of the newest on, in the order in which they are listed
        const carried = there.find(
          (one) => one.state === "good" && +one.startedAt === +(newest ?? 0),
        );
        if (carried) carried.protectedAt = new Date(Math.max(+(carried.protectedAt ?? 0), +at));
        const kept = new Map(decideRetention(there, policy, at).map((one) => [one.id, one.keep]));
        there = there
          .map((one) => ({ ...one, since: kept.get(one.id) ? null : (one.since ?? day) }))
          .filter((one) => one.since === null || day - one.since < graceDays);
        expect(simulated.map((one) => one.id).sort()).toEqual(there.map((one) => one.id).sort());
      }
    }),
    { numRuns: 300 },
  );
});

test("a run that uses a set puts off its deletion and does not bring it back", () => {
  const rules = { ...KEEP_ALL, keepSets: 1 };
  const gone = { goesAt: daysAgo(1), inUse: true };
  const sets = [set("new", 1, 0), set("old", 9, 8, gone)];
  expect(settle(sets, rules, NOW)).toEqual({ leave: [], stay: [], due: [] });
  const free = [set("new", 1, 0), set("old", 9, 8, { ...gone, inUse: false })];
  expect(settle(free, rules, NOW).due).toMatchObject([{ id: "old" }]);
  expect(settle(free, KEEP_ALL, NOW).stay).toEqual(["old"]);
});
