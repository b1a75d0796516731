import { expect, test } from "vitest";
import { makeProgress, makeRun } from "../_trpc/fixtures.ts";
import type { RunDto } from "../_trpc/types.ts";
import { fractionOf, kindOf, outcomeOf, toneOf, worse } from "./outcome.ts";

test.each<[Partial<RunDto>, string, string]>([
  [{ state: "queued", result: null }, "run", "Queued"],
  [{ state: "cancelled", result: null }, "idle", "Cancelled"],
  [{ state: "failed", result: null }, "bad", "Failed"],
  [{ result: "nothing-new" }, "good", "No new transactions"],
  [{ result: "fell-back-to-full" }, "warn", "Fell back to full"],
])("%o reads as %s, %s", (patch, tone, label) => {
  expect(outcomeOf(makeRun(patch))).toEqual({ tone, label });
});

test("a running run says its kind and its share", () => {
  const progress = makeProgress({ kind: "incremental", bytes: 118, expectedBytes: 190 });
  expect(outcomeOf(makeRun({ state: "running", result: null, progress })).label).toBe(
    "Incremental, 62 %",
  );
});

test("a running run whose total is unknown invents no percentage", () => {
  const run = makeRun({ state: "running", result: null, progress: makeProgress() });
  expect(outcomeOf(run).label).toBe("Full running");
});

test("a backup whose check found inconsistencies is no plain success", () => {
  expect(outcomeOf(makeRun({ inconsistent: true }))).toEqual({
    tone: "warn",
    label: "Incremental, inconsistent",
  });
});

test("a run that is being cancelled says so", () => {
  const run = makeRun({ state: "running", cancelRequestedAt: new Date() });
  expect(outcomeOf(run).label).toBe("Cancelling");
});

test("a verification that found damage is told from one that could not run", () => {
  const error = { code: "damaged-backup", message: "", detail: null, safe: "", advice: "" };
  const run = makeRun({
    asked: "verify",
    state: "failed",
    result: null,
    error: { ...error, retry: "never", server: null },
  });
  expect(outcomeOf(run).label).toBe("Found damage");
});

test("the kind is what the run became, not what was asked for", () => {
  expect(kindOf(makeRun({ asked: "auto", result: "fell-back-to-full" }))).toBe("Full");
  expect(kindOf(makeRun({ asked: "auto", result: null }))).toBe("Backup");
  expect(kindOf(makeRun({ asked: "verify", result: null }))).toBe("Verification");
});

test("progress never claims to be complete before the run is", () => {
  expect(fractionOf(makeProgress({ bytes: 300, expectedBytes: 190 }))).toBe(0.99);
  expect(fractionOf(null)).toBeNull();
});

test("the worst tone wins", () => {
  expect(worse("good", "bad")).toBe("bad");
  expect(worse("warn", "run")).toBe("warn");
  expect(toneOf("succeeded", "verified")).toBe("good");
});

test("a backup that was cut is named by what it had come to", () => {
  const phase = (name: string) => [{ phase: name, startedAt: new Date(), finishedAt: null }];
  const cut = (phases: RunDto["phases"]) =>
    kindOf(makeRun({ state: "cancelled", result: null, progress: null, phases }));
  expect(cut(phase("receiving-files"))).toBe("Full");
  expect(cut(phase("comparing-overlap"))).toBe("Incremental");
  expect(cut([...phase("reading-target"), ...phase("waiting-for-check-point")])).toBe("Full");
  expect(cut(phase("connecting"))).toBe("Backup");
});
