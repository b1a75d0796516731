import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SLOT_UNITS, slotOf } from "./calendar.ts";
import { calendarPoints, decideRetention, rangeOf, type SetFacts } from "./policy.ts";
import type { GfsRules, RetentionPolicy } from "./schema.ts";

const DAY = 86_400_000;
const NOW = new Date("2026-11-24T06:00:00Z");
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

const set = (id: string, base: number, end: number, extra: Partial<SetFacts> = {}): SetFacts => ({
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
  ...extra,
});
const policy = (extra: Partial<RetentionPolicy> = {}): RetentionPolicy => ({
  keepSets: null,
  windowDays: null,
  minimumGoodSets: 1,
  gfs: null,
  goesAfterCheck: false,
  ...extra,
});
const gfs = (extra: Partial<GfsRules>): GfsRules => ({
  zone: "UTC",
  hour: null,
  day: null,
  week: null,
  month: null,
  quarter: null,
  year: null,
  ...extra,
});
const keptIds = (sets: SetFacts[], rules: RetentionPolicy, now = NOW): string[] =>
  decideRetention(sets, rules, now)
    .filter((decision) => decision.keep)
    .map((decision) => decision.id);

describe("a retention policy, by example", () => {
  const weekly = [set("d", 2, 0), set("c", 9, 2), set("b", 16, 9), set("a", 23, 16)];

  test("keeps everything when no rule is set", () => {
    expect(keptIds(weekly, policy())).toEqual(["d", "c", "b", "a"]);
  });

  test("keeps the last N good sets", () => {
    expect(keptIds(weekly, policy({ keepSets: 2 }))).toEqual(["d", "c"]);
  });

  test("keeps what a window of days needs, and no more", () => {
    expect(keptIds(weekly, policy({ windowDays: 7 }))).toEqual(["d", "c"]);
    expect(keptIds(weekly, policy({ windowDays: 9 }))).toEqual(["d", "c", "b"]);
    expect(keptIds(weekly, policy({ windowDays: 12 }))).toEqual(["d", "c", "b"]);
  });

  test("keeps the newest set from before the window when no set reaches over its beginning", () => {
    const gap = [set("late", 1, 0), set("early", 20, 15), set("older", 30, 25)];
    expect(keptIds(gap, policy({ windowDays: 7 }))).toEqual(["late", "early"]);
  });

  test("keeps a set that either of two rules keeps", () => {
    expect(keptIds(weekly, policy({ keepSets: 3, windowDays: 1 }))).toEqual(["d", "c", "b"]);
  });

  test("lets failed sets go and does not count them", () => {
    const sets = [set("broken", 0, 0, { state: "failed" }), ...weekly];
    expect(keptIds(sets, policy({ keepSets: 1 }))).toEqual(["d"]);
  });

  test("does not count a damaged set as one of the last N", () => {
    const sets = [set("bad", 1, 0, { state: "damaged" }), ...weekly];
    expect(keptIds(sets, policy({ keepSets: 1 }))).toEqual(["bad", "d"]);
    const [bad] = decideRetention(
      [...weekly, set("bad", 30, 29, { state: "damaged" })],
      policy({ keepSets: 1 }),
      NOW,
    ).slice(-1);
    expect(bad).toMatchObject({ id: "bad", keep: false });
    expect(bad?.reasons[0]).toMatch(/damaged/);
  });

  test("does not count an inconsistent set as one of the last N, and keeps it while it is continued", () => {
    const odd = set("odd", 1, 0, { checkOk: false });
    expect(keptIds([odd, ...weekly], policy({ keepSets: 1 }))).toEqual(["odd", "d"]);
    const rules = policy({ windowDays: 7, minimumGoodSets: 2 });
    expect(keptIds([set("odd", 30, 20, { checkOk: false })], rules)).toEqual(["odd"]);
    const [old] = decideRetention(
      [...weekly, set("old", 30, 29, { checkOk: false })],
      policy({ keepSets: 1 }),
      NOW,
    ).slice(-1);
    expect(old).toMatchObject({ id: "old", keep: false });
    expect(old?.reasons[0]).toMatch(/not consistent/);
  });

  test("an inconsistent set never takes the place of an older good one", () => {
    const odd = (id: string, base: number, end: number) => set(id, base, end, { checkOk: false });
    const sets = [odd("z", 1, 0), odd("y", 2, 1), set("b", 16, 9), set("a", 23, 16)];
    expect(keptIds(sets, policy({ keepSets: 1 }))).toContain("b");
    expect(keptIds(sets, policy({ windowDays: 7 }))).toContain("b");
    expect(keptIds(sets, policy({ keepSets: 1, minimumGoodSets: 2 }))).toEqual([
      "z",
      "y",
      "b",
      "a",
    ]);
  });

  test("of a calendar keeps the set that holds the last restore point of each slot", () => {
    const daily = Array.from({ length: 60 }, (_, days) => set(`d${days}`, days, days));
    expect(keptIds(daily, policy({ gfs: gfs({ day: 3 }) }))).toEqual(["d0", "d1", "d2"]);
    // 24 Nov 2026 is a Tuesday: the Sundays before it are 2 and 9 days ago, the month before ended 24 days ago
    expect(keptIds(daily, policy({ gfs: gfs({ week: 3 }) }))).toEqual(["d0", "d2", "d9"]);
    expect(keptIds(daily, policy({ gfs: gfs({ month: 2, quarter: 2 }) }))).toEqual([
      "d0",
      "d24",
      "d55",
    ]);
  });

  test("of a calendar keeps one set for all slots that it restores", () => {
    // 22 to 24 Nov end in d, 15 to 21 Nov in c, 14 Nov in b
    expect(keptIds(weekly, policy({ gfs: gfs({ day: 3 }) }))).toEqual(["d"]);
    expect(keptIds(weekly, policy({ gfs: gfs({ day: 10 }) }))).toEqual(["d", "c"]);
    expect(keptIds(weekly, policy({ gfs: gfs({ day: 11 }) }))).toEqual(["d", "c", "b"]);
  });

  test("of a calendar does not count slots in which nothing can be restored", () => {
    const gap = [set("new", 0, 0), set("old", 200, 199), set("older", 400, 399)];
    expect(keptIds(gap, policy({ gfs: gfs({ day: 2 }) }))).toEqual(["new", "old"]);
    expect(keptIds(gap, policy({ gfs: gfs({ day: 3 }) }))).toEqual(["new", "old"]);
    expect(keptIds(gap, policy({ gfs: gfs({ week: 3 }) }))).toEqual(["new", "old", "older"]);
  });

  test("reads days in the zone that it names", () => {
    const evening = new Date("2026-11-23T23:30:00Z");
    const at = (id: string, time: string) =>
      set(id, 0, 0, {
        startedAt: new Date(time),
        baseEndAt: new Date(time),
        protectedAt: new Date(time),
      });
    const sets = [at("b", "2026-11-23T23:10:00Z"), at("a", "2026-11-23T22:50:00Z")];
    const rules = (zone: string) => policy({ gfs: gfs({ zone, day: 2 }) });
    expect(keptIds(sets, rules("UTC"), evening)).toEqual(["b"]);
    expect(keptIds(sets, rules("Europe/Berlin"), evening)).toEqual(["b", "a"]);
  });

  test("names the slots that keep a set", () => {
    const [first, second] = decideRetention(weekly, policy({ gfs: gfs({ week: 3 }) }), NOW);
    expect(first?.reasons).toContain(
      "It holds the last restore points of 2 weeks, 2026-W47 to 2026-W48; 3 weeks are to be kept.",
    );
    expect(second?.reasons).toEqual([
      "It holds the last restore point of the week 2026-W46; 3 weeks are to be kept.",
    ]);
  });

  test("that asks for checked sets lets nothing go before a newer one passed", () => {
    const rules = policy({ keepSets: 1, goesAfterCheck: true });
    expect(keptIds(weekly, rules)).toEqual(["d", "c", "b", "a"]);
    const checked = weekly.map((one) => (one.id === "c" ? { ...one, checkOk: true } : one));
    expect(keptIds(checked, rules)).toEqual(["d", "c"]);
  });

  test("keeps what a hold or a pin keeps even when a person asked for its deletion", () => {
    const sets = [
      set("new", 1, 0),
      set("held", 9, 8, { discarded: true, held: true }),
      set("pinned", 10, 9, { discarded: true, pinned: true }),
      set("unwanted", 11, 10, { discarded: true }),
    ];
    expect(keptIds(sets, policy())).toEqual(["new", "held", "pinned"]);
  });

  test("does not count a set whose deletion was asked for by hand", () => {
    const sets = [set("unwanted", 1, 0, { discarded: true }), ...weekly];
    expect(keptIds(sets, policy({ keepSets: 1 }))).toEqual(["d"]);
    expect(keptIds(sets, policy({ keepSets: 1, minimumGoodSets: 3 }))).toEqual(["d", "c", "b"]);
  });

  test("says why each set stays or goes", () => {
    for (const decision of decideRetention(weekly, policy({ keepSets: 2 }), NOW))
      expect(decision.reasons.length).toBeGreaterThan(0);
  });
});

const states = fc.constantFrom(
  "good",
  "good",
  "good",
  "damaged",
  "failed",
  "building",
) as fc.Arbitrary<SetFacts["state"]>;
const anySets: fc.Arbitrary<SetFacts[]> = fc
  .array(
    fc.record({
      state: states,
      checkOk: fc.constantFrom(null, true, true, false),
      start: fc.integer({ min: 0, max: 400 }),
      length: fc.integer({ min: 0, max: 60 }),
      pinned: fc.constantFrom(false, false, false, true),
      inUse: fc.constantFrom(false, false, false, true),
      held: fc.constantFrom(false, false, false, false, true),
      discarded: fc.constantFrom(false, false, false, false, true),
    }),
    { maxLength: 12 },
  )
  .map((rows) =>
    rows.map(({ start, length, ...rest }, at) =>
      set(`s${at}`, start / 4, Math.max(0, (start - length) / 4), rest),
    ),
  );
const anyPolicy: fc.Arbitrary<RetentionPolicy> = fc.record({
  keepSets: fc.option(fc.integer({ min: 1, max: 8 })),
  windowDays: fc.option(fc.integer({ min: 1, max: 60 })),
  minimumGoodSets: fc.integer({ min: 1, max: 5 }),
  gfs: fc.option(
    fc.record({
      zone: fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"),
      hour: fc.option(fc.integer({ min: 1, max: 48 })),
      day: fc.option(fc.integer({ min: 1, max: 20 })),
      week: fc.option(fc.integer({ min: 1, max: 9 })),
      month: fc.option(fc.integer({ min: 1, max: 6 })),
      quarter: fc.option(fc.integer({ min: 1, max: 4 })),
      year: fc.option(fc.integer({ min: 1, max: 3 })),
    }),
  ),
  goesAfterCheck: fc.constantFrom(false, false, true),
});

const isGood = (one: SetFacts | undefined): boolean =>
  one?.state === "good" && one.checkOk !== false && !one.discarded;

describe("a retention policy, whatever the sets and the rules", () => {
  const check = (property: (sets: SetFacts[], rules: RetentionPolicy) => void) =>
    fc.assert(fc.property(anySets, anyPolicy, property), { numRuns: 500 });

  test("decides on each set once", () => {
    check((sets, rules) => {
      expect(
        decideRetention(sets, rules, NOW)
          .map((one) => one.id)
          .sort(),
      ).toEqual(sets.map((one) => one.id).sort());
    });
  });

  test("never leaves fewer good sets than the minimum, unless there were fewer", () => {
    check((sets, rules) => {
      const kept = new Set(keptIds(sets, rules));
      const good = sets.filter(isGood);
      const left = good.filter((one) => kept.has(one.id)).length;
      expect(left).toBeGreaterThanOrEqual(Math.min(rules.minimumGoodSets, good.length));
    });
  });

  test("never takes the newest good set, a held or pinned one, one in use or one being written", () => {
    check((sets, rules) => {
      const kept = new Set(keptIds(sets, rules));
      const starts = sets.filter(isGood).map((one) => one.startedAt.getTime());
      const newest = Math.max(...starts);
      expect(
        starts.length === 0 ||
          sets.some((one) => isGood(one) && one.startedAt.getTime() === newest && kept.has(one.id)),
      ).toBe(true);
      for (const one of sets)
        if (one.held || one.pinned || one.inUse || one.state === "building")
          expect(kept.has(one.id)).toBe(true);
    });
  });

  test("can still restore every time in the window that could be restored before", () => {
    check((sets, rules) => {
      if (rules.windowDays === null) return;
      const kept = new Set(keptIds(sets, rules));
      const good = sets.filter(isGood);
      const covers = (one: SetFacts, time: number) =>
        (one.baseEndAt?.getTime() ?? 0) <= time && time <= (one.protectedAt?.getTime() ?? 0);
      for (let step = 0; step <= rules.windowDays * 4; step++) {
        const time = NOW.getTime() - (step * DAY) / 4;
        const before = good.some((one) => covers(one, time));
        expect(good.some((one) => covers(one, time) && kept.has(one.id))).toBe(before);
      }
    });
  });

  test("keeps at least the last N good sets", () => {
    check((sets, rules) => {
      if (rules.keepSets === null) return;
      const kept = new Set(keptIds(sets, rules));
      const good = decideRetention(sets, rules, NOW)
        .map((one) => sets.find((other) => other.id === one.id))
        .filter(isGood);
      for (const one of good.slice(0, rules.keepSets)) expect(kept.has(one?.id ?? "")).toBe(true);
    });
  });

  test("never takes the set that backups continue, consistent or not", () => {
    check((sets, rules) => {
      const newest = decideRetention(sets, rules, NOW).find(({ id }) =>
        sets.some((one) => one.id === id && one.state === "good" && !one.discarded),
      );
      if (newest) expect(newest.keep).toBe(true);
    });
  });

  test("an inconsistency found in one set lets no good set go that stayed before", () => {
    fc.assert(
      fc.property(anySets, anyPolicy, fc.nat(), (sets, rules, at) => {
        if (sets.length === 0) return;
        const marked = sets.map((one, index) =>
          index === at % sets.length ? { ...one, checkOk: false } : one,
        );
        const kept = new Set(keptIds(marked, rules));
        const good = new Set(marked.filter(isGood).map((one) => one.id));
        for (const id of keptIds(sets, rules)) if (good.has(id)) expect(kept.has(id)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("a looser policy keeps all that a tighter one keeps", () => {
    check((sets, rules) => {
      const one = (count: number | null | undefined, more: number) =>
        count ? count + more : (count ?? null);
      const looser: RetentionPolicy = {
        keepSets: one(rules.keepSets, 1),
        windowDays: one(rules.windowDays, 3),
        minimumGoodSets: rules.minimumGoodSets + 1,
        gfs: rules.gfs && {
          ...rules.gfs,
          hour: one(rules.gfs.hour, 5),
          day: one(rules.gfs.day, 2),
          week: one(rules.gfs.week, 1),
          month: one(rules.gfs.month, 1),
          quarter: one(rules.gfs.quarter, 1),
          year: one(rules.gfs.year, 1),
        },
        goesAfterCheck: true,
      };
      const more = new Set(keptIds(sets, looser));
      for (const id of keptIds(sets, rules)) expect(more.has(id)).toBe(true);
    });
  });

  test("a set that is said to expire at a time goes then and not before", () => {
    check((sets, rules) => {
      for (const decision of decideRetention(sets, rules, NOW)) {
        if (!decision.keep || decision.expiresAt === null) continue;
        const at = decision.expiresAt.getTime();
        expect(keptIds(sets, rules, new Date(at))).toContain(decision.id);
        expect(keptIds(sets, rules, new Date(at + 1))).not.toContain(decision.id);
      }
    });
  });

  test("a set that is said never to expire stays for a thousand years", () => {
    check((sets, rules) => {
      const later = keptIds(sets, rules, new Date(NOW.getTime() + 365_000 * DAY));
      for (const decision of decideRetention(sets, rules, NOW))
        if (decision.keep && decision.expiresAt === null) expect(later).toContain(decision.id);
    });
  });

  test("keeps all when no rule is set, failed sets too", () => {
    check((sets, rules) => {
      const none = { ...rules, keepSets: null, windowDays: null, gfs: null };
      const wanted = sets.filter((one) => !one.discarded).map((one) => one.id);
      expect(keptIds(sets, none)).toEqual(expect.arrayContaining(wanted));
    });
  });

  test("of several rules keeps exactly what any of them keeps alone", () => {
    check((sets, rules) => {
      const alone = { ...rules, keepSets: null, windowDays: null, gfs: null };
      const parts: RetentionPolicy[] = [];
      if (rules.keepSets !== null) parts.push({ ...alone, keepSets: rules.keepSets });
      if (rules.windowDays !== null) parts.push({ ...alone, windowDays: rules.windowDays });
      for (const unit of SLOT_UNITS)
        if (rules.gfs?.[unit])
          parts.push({
            ...alone,
            gfs: gfs({ zone: rules.gfs.zone, [unit]: rules.gfs[unit] }),
          });
      if (parts.length === 0) return;
      const any = new Set(parts.flatMap((part) => keptIds(sets, part)));
      expect(new Set(keptIds(sets, rules))).toEqual(any);
    });
  });

  test("lets nothing restorable go unless a newer good set is there, checked where that is asked for", () => {
    check((sets, rules) => {
      const decisions = decideRetention(sets, rules, NOW);
      const newestFirst = decisions.map((one) => sets.find(({ id }) => id === one.id));
      for (const [at, decision] of decisions.entries()) {
        const one = newestFirst[at];
        if (decision.keep || !one || one.state === "failed" || one.discarded) continue;
        const newer = newestFirst.slice(0, at).filter(isGood);
        expect(newer.some((other) => !rules.goesAfterCheck || other?.checkOk === true)).toBe(true);
      }
    });
  });

  test("keeps for each slot of the calendar the newest moment that can be restored in it", () => {
    check((sets, rules) => {
      if (!rules.gfs) return;
      const kept = new Set(keptIds(sets, rules));
      const good = sets.filter(isGood).map(rangeOf);
      for (const { unit, at, setId } of calendarPoints(sets, rules, NOW)) {
        expect(kept.has(setId)).toBe(true);
        const { key, from } = slotOf(unit, rules.gfs.zone, at);
        for (const range of good) {
          const newest = Math.min(range.to, NOW.getTime());
          if (newest <= at) continue;
          // whatever lies later either begins after the slot or is in a slot of its own
          expect(slotOf(unit, rules.gfs.zone, newest).key).not.toBe(key);
          expect(range.from <= at || range.from > from).toBe(true);
        }
      }
    });
  });

  test("decides the same again once what it lets go is gone", () => {
    check((sets, rules) => {
      const kept = keptIds(sets, rules);
      const left = sets.filter((one) => kept.includes(one.id));
      expect(keptIds(left, rules)).toEqual(kept);
    });
  });

  test("says at least one reason for every set", () => {
    check((sets, rules) => {
      for (const decision of decideRetention(sets, rules, NOW))
        expect(decision.reasons).not.toHaveLength(0);
    });
  });
});
