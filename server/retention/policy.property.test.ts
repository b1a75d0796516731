import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SLOT_UNITS, slotOf } from "./calendar.ts";
import { calendarPoints, decideRetention, rangeOf, type SetFacts } from "./policy.ts";
import type { RetentionPolicy } from "./schema.ts";
import { DAY, gfs, keptIds, NOW, set } from "./testing.ts";

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
