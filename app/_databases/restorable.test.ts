import { expect, test } from "vitest";
import { ago, makeSet, NOW } from "../_trpc/fixtures.ts";
import { oldestRestorable, verificationAge } from "./restorable.ts";

test("the oldest restorable moment is the end of the oldest good base", () => {
  const old = makeSet({ id: "a", baseEndAt: ago(600), protectedAt: ago(400) });
  const failed = makeSet({ id: "b", baseEndAt: ago(900), state: "failed" });
  const next = makeSet({ id: "c", baseEndTx: 300, baseEndAt: ago(300), protectedAt: ago(1) });
  expect(oldestRestorable([next, failed, old])).toEqual({ at: ago(600), gaps: 1 });
});

test("sets that overlap leave no gap", () => {
  const a = makeSet({ id: "a", baseEndAt: ago(600), protectedAt: ago(200) });
  const b = makeSet({ id: "b", baseEndAt: ago(300), protectedAt: ago(1) });
  expect(oldestRestorable([a, b])?.gaps).toBe(0);
  expect(oldestRestorable([])).toBeNull();
});

test("a verification is stale after more than 30 days", () => {
  const day = 24 * 60;
  expect(verificationAge(ago(30 * day), NOW)).toEqual({ days: 30, stale: false });
  expect(verificationAge(ago(40 * day), NOW)).toEqual({ days: 40, stale: true });
});
