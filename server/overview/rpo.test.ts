import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RpoFacts, rpoOf, targetOf } from "./rpo.ts";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-11-24T12:00:00Z");
const at = (hoursAgo: number): Date => new Date(NOW - hoursAgo * HOUR);
const none = { setMinutes: null, isFollowed: false, everyMillis: null, longestMillis: null };

describe("the target", () => {
  test("is what was set, before all", () => {
    const all = { isFollowed: true, everyMillis: HOUR, longestMillis: HOUR };
    expect(targetOf({ ...all, setMinutes: 7 })).toEqual({ minutes: 7, from: "set" });
    expect(targetOf({ ...all, setMinutes: null })).toEqual({ minutes: 5, from: "continuous" });
  });
  test("follows from the schedule: its longest interval, and half of its usual one", () => {
    const every = { ...none, everyMillis: HOUR };
    expect(targetOf({ ...every, longestMillis: HOUR })).toEqual({ minutes: 90, from: "schedule" });
    expect(targetOf({ ...every, longestMillis: 62 * HOUR }).minutes).toBe(62 * 60 + 30);
    expect(targetOf({ ...every, longestMillis: null }).minutes).toBe(90);
  });
  test("is a day while nothing is set and nothing planned", () => {
    expect(targetOf(none)).toEqual({ minutes: 24 * 60, from: "default" });
  });
});

const facts = (patch: Partial<RpoFacts> = {}): RpoFacts => ({
  createdAt: at(1_000),
  protectedAt: at(2),
  newestTx: 100,
  newestCommitAt: at(5),
  seenTx: null,
  seenAt: null,
  followed: { lastPullAt: null, lastTx: null, lastCommitAt: null, sourceLastTx: null },
  target: { minutes: 60, from: "set" },
  ...patch,
});

describe("what would be lost", () => {
  test("counts from the last look, not from the last commit before it", () => {
    expect(rpoOf(facts(), new Date(NOW))).toMatchObject({ ageMillis: 2 * HOUR, basis: "look" });
  });
  test("counts from the newest transaction when that is later than any look", () => {
    const found = rpoOf(facts({ newestCommitAt: at(1) }), new Date(NOW));
    expect(found).toMatchObject({ since: at(1), basis: "transaction" });
  });
  test("counts from the last pull where the source is followed", () => {
    const followed = { lastPullAt: at(0.001), lastTx: 120, lastCommitAt: at(3), sourceLastTx: 125 };
    expect(rpoOf(facts({ followed }), new Date(NOW))).toMatchObject({
      since: at(0.001),
      isOverdue: false,
      unprotectedTransactions: 5,
    });
  });
  test("is no less than nothing, whatever the clocks say", () => {
    expect(rpoOf(facts({ protectedAt: at(-1) }), new Date(NOW)).ageMillis).toBe(0);
    expect(rpoOf(facts({ seenTx: 90 }), new Date(NOW)).unprotectedTransactions).toBe(0);
  });
  test("is overdue exactly when it is older than the target", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 1e4 }),
        (seconds, minutes) => {
          const protectedAt = new Date(NOW - seconds * 1_000);
          const target = { minutes, from: "set" as const };
          const found = rpoOf(facts({ protectedAt, newestCommitAt: null, target }), new Date(NOW));
          expect(found.isOverdue).toBe(seconds > minutes * 60);
        },
      ),
    );
  });
});
