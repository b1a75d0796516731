import { describe, expect, test } from "vitest";
import { decideRetention } from "./policy.ts";
import { gfs, keptIds, NOW, policy, set } from "./testing.ts";

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
