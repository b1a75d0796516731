import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextChange } from "../zones/index.ts";
import { decide, nextLook, type Settled, type Standing } from "./decide.ts";
import type { ScheduleSetting } from "./schema.ts";
import { nextSlot, slotsAfter } from "./slots.ts";
import {
  cronText,
  type PlainCron,
  type Reading,
  readings,
  slotsByTheMinute,
} from "./testing/by-the-minute.ts";
import { ZONES } from "./testing/zones.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = Date.UTC(2026, 0, 1);
const RUNS = 300;

/** Two days before each change of the year to two days after it; a quiet week for zones without any. */
function stretches(zone: string): { from: number; to: number; clock: Reading[] }[] {
  const around: number[] = [];
  for (let at = YEAR; ; ) {
    const change = nextChange(zone, at, YEAR + 365 * DAY);
    if (!change) break;
    around.push(change.at);
    at = change.at;
  }
  if (around.length === 0) around.push(YEAR + 100 * DAY);
  return around.map((at) => {
    const [from, to] = [at - 2 * DAY, at + 2 * DAY];
    return { from, to, clock: readings(zone, from - DAY, to + DAY) };
  });
}

const known = new Map<string, ReturnType<typeof stretches>>();
function stretchesOf(zone: string): ReturnType<typeof stretches> {
  const found = known.get(zone) ?? stretches(zone);
  known.set(zone, found);
  return found;
}

const sorted = (values: number[]): number[] => [...values].sort((a, b) => a - b);
const minute = fc.constantFrom<number>(0, 1, 15, 29, 30, 31, 45, 59);
/** Changes happen at night, so hours there come up more often. */
const hour = fc.oneof(fc.constantFrom(0, 1, 2, 3, 4, 23), fc.integer({ min: 0, max: 23 }));
const setOf = (one: fc.Arbitrary<number>, maxLength: number) =>
  fc.uniqueArray(one, { minLength: 1, maxLength }).map(sorted);
const cadence: fc.Arbitrary<PlainCron> = fc.oneof(
  fc.record({
    minutes: minute.map((at): number[] => [at]),
    hours: hour.map((at): number[] => [at]),
    weekdays: fc.constant(null),
  }),
  fc.record({
    minutes: fc.constantFrom<number[]>([0], [30], [0, 30], [0, 15, 30, 45]),
    hours: fc.constant(null),
    weekdays: fc.constant(null),
  }),
  fc.record({
    minutes: setOf(minute, 4),
    hours: fc.option(setOf(hour, 5)),
    weekdays: fc.option(setOf(fc.integer({ min: 0, max: 6 }), 6)),
  }),
);
const zone = fc.constantFrom(...ZONES);

function expected(cron: PlainCron, stretch: { from: number; to: number; clock: Reading[] }) {
  const { from, to, clock } = stretch;
  return slotsByTheMinute(cron, clock).filter((at) => at > from && at <= to);
}

function found(cron: PlainCron, inZone: string, from: number, to: number): number[] {
  const times: number[] = [];
  for (const { at } of slotsAfter({ cron: cronText(cron), zone: inZone }, new Date(from))) {
    if (at.getTime() > to) break;
    times.push(at.getTime());
  }
  return times;
}

describe("slots over the changes of the clocks of a year", () => {
  it("every zone of the list is one that this Node knows, and most of them change their clocks", () => {
    const changing = ZONES.filter((name) => nextChange(name, YEAR, YEAR + 365 * DAY));
    expect(changing.length).toBeGreaterThan(30);
  });

  it("fire exactly once for each reading of the clock, ever later, none lost and none twice", () => {
    fc.assert(
      fc.property(zone, cadence, (inZone, cron) => {
        for (const stretch of stretchesOf(inZone)) {
          const times = found(cron, inZone, stretch.from, stretch.to);
          expect(times).toEqual(expected(cron, stretch));
          expect(times.every((at, index) => index === 0 || at > (times[index - 1] as number))).toBe(
            true,
          );
        }
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it("are the same from whichever moment one begins to look", () => {
    fc.assert(
      fc.property(zone, cadence, fc.nat({ max: 4 * DAY }), (inZone, cron, late) => {
        for (const stretch of stretchesOf(inZone)) {
          const from = stretch.from + late;
          const all = expected(cron, stretch).filter((at) => at > from);
          expect(found(cron, inZone, from, stretch.to)).toEqual(all);
        }
      }),
      { numRuns: RUNS },
    );
  }, 120_000);
});

interface Fate {
  starts: number[];
  /** How often something was decided about each slot. */
  decided: Map<number, number>;
}

/** A worker that looks every second of its life; `gaps` are when there is none. */
function live(
  setting: ScheduleSetting,
  stretch: { from: number; to: number },
  gaps: { from: number; millis: number }[],
  slots: number[],
): Fate {
  const cadenceOf = { cron: setting.incrementalCron as string, zone: setting.zone };
  const fate: Fate = { starts: [], decided: new Map() };
  let standing: Standing = {
    databaseId: "01",
    setting,
    incrementalSlotAt: nextSlot(cadenceOf, new Date(stretch.from))?.at ?? null,
    fullSlotAt: null,
    fullWaits: false,
    isFollowed: false,
  };
  const count = ({ firstSlotAt, slotAt }: Settled): void => {
    for (const at of slots)
      if (at >= firstSlotAt.getTime() && at <= slotAt.getTime())
        fate.decided.set(at, (fate.decided.get(at) ?? 0) + 1);
  };
  for (;;) {
    const look = nextLook(standing).at?.getTime() ?? Number.POSITIVE_INFINITY;
    const now = gaps.reduce(
      (at, gap) => (at >= gap.from && at < gap.from + gap.millis ? gap.from + gap.millis : at),
      look,
    );
    if (now > stretch.to) return fate;
    const decision = decide(standing, new Date(now));
    for (const settled of decision.settled) count(settled);
    if (decision.start) {
      count(decision.start);
      fate.starts.push(decision.start.slotAt.getTime());
    }
    // a restart reads the row again
    standing = { ...standing, incrementalSlotAt: decision.incrementalSlotAt };
  }
}

const settingFor = (cron: PlainCron, inZone: string, more: Partial<ScheduleSetting> = {}) => ({
  incrementalCron: cronText(cron),
  fullCron: null,
  zone: inZone,
  jitterSeconds: 0,
  windows: [],
  inWindow: "skip" as const,
  catchUpHours: 0,
  ...more,
});

describe("a worker over the changes of the clocks of a year", () => {
  it("starts each slot exactly once while it is there", () => {
    fc.assert(
      fc.property(zone, cadence, (inZone, cron) => {
        for (const stretch of stretchesOf(inZone)) {
          const slots = expected(cron, stretch);
          expect(live(settingFor(cron, inZone), stretch, [], slots).starts).toEqual(slots);
        }
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  it("decides about each slot exactly once when it is down at random moments, and starts none twice", () => {
    const gap = fc.record({
      from: fc.nat({ max: 4 * DAY }),
      millis: fc.oneof(fc.nat({ max: 90_000 }), fc.nat({ max: 20 * HOUR })),
    });
    fc.assert(
      fc.property(
        zone,
        cadence,
        fc.array(gap, { maxLength: 6 }),
        fc.constantFrom(0, 1, 24),
        (inZone, cron, gaps, catchUpHours) => {
          for (const stretch of stretchesOf(inZone)) {
            const slots = expected(cron, stretch);
            const down = gaps
              .map((one) => ({ ...one, from: stretch.from + one.from }))
              .sort((a, b) => a.from - b.from);
            const setting = settingFor(cron, inZone, { catchUpHours });
            const { starts, decided } = live(setting, stretch, down, slots);
            expect([...decided.values()].every((times) => times === 1)).toBe(true);
            const open = slots.filter((at) => !decided.has(at));
            const isDown = (at: number) =>
              down.some((one) => at >= one.from && at < one.from + one.millis);
            // only what came due in an absence that outlasts the stretch is still open
            expect(open.every(isDown)).toBe(true);
            expect(new Set(starts).size).toBe(starts.length);
            expect(starts).toEqual(sorted(starts));
            for (const at of slots) if (!isDown(at)) expect(starts).toContain(at);
          }
        },
      ),
      { numRuns: RUNS },
    );
  }, 120_000);
});
