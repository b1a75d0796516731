import fc from "fast-check";
import { expect, test } from "vitest";
import { isCheckDue, wantsCheck } from "./check-policy.ts";

const DAY = 86_400_000;
const NOW = new Date("2026-11-24T06:00:00Z");
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY);

test("after a full backup its set is checked, unless checks are off", () => {
  const done = { kind: "full", lastTx: 10, checkedTo: null } as const;
  expect(wantsCheck("after-full", done)).toBe(true);
  expect(wantsCheck("after-each", done)).toBe(true);
  expect(wantsCheck("off", done)).toBe(false);
});

test("after an incremental backup the set is checked when that is asked for and there is something new", () => {
  const done = (checkedTo: number | null) => ({
    kind: "incremental" as const,
    lastTx: 10,
    checkedTo,
  });
  expect(wantsCheck("after-full", done(null))).toBe(false);
  expect(wantsCheck("after-each", done(9))).toBe(true);
  expect(wantsCheck("after-each", done(null))).toBe(true);
  expect(wantsCheck("after-each", done(10))).toBe(false);
  expect(wantsCheck("off", done(9))).toBe(false);
});

test("a check is due once the newest verdict has the age that was asked for", () => {
  const due = (days: number) =>
    isCheckDue(7, { verdictAt: daysAgo(days), attemptAt: daysAgo(days) }, NOW);
  expect(due(6.99)).toBe(false);
  expect(due(7)).toBe(true);
});

test("backups that never had a verdict are due, and none are when no days are set", () => {
  expect(isCheckDue(7, { verdictAt: null, attemptAt: null }, NOW)).toBe(true);
  expect(isCheckDue(null, { verdictAt: null, attemptAt: null }, NOW)).toBe(false);
});

test("an attempt that gave no verdict is made again after a day, not at once", () => {
  const due = (days: number) =>
    isCheckDue(7, { verdictAt: daysAgo(30), attemptAt: daysAgo(days) }, NOW);
  expect(due(0.5)).toBe(false);
  expect(due(1)).toBe(true);
});

test("whatever the times: a check that was due stays due as time goes on", () => {
  const time = fc.option(fc.integer({ min: 0, max: 60 }).map((days) => daysAgo(days / 4)));
  const days = fc.integer({ min: 1, max: 10 });
  fc.assert(
    fc.property(
      time,
      time,
      days,
      fc.integer({ min: 0, max: 100 }),
      (verdictAt, attemptAt, n, later) => {
        if (!isCheckDue(n, { verdictAt, attemptAt }, NOW)) return;
        const then = new Date(NOW.getTime() + later * DAY);
        expect(isCheckDue(n, { verdictAt, attemptAt }, then)).toBe(true);
      },
    ),
  );
});
