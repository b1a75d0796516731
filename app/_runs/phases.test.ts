import { expect, test } from "vitest";
import { ago, makeProgress, makeRun, NOW } from "../_trpc/fixtures.ts";
import { phaseLabel, stepsOf } from "./phases.ts";

const phases = [
  { phase: "locking", startedAt: ago(3), finishedAt: ago(2) },
  { phase: "connecting", startedAt: ago(2), finishedAt: null },
];

test("phases behind have their time, the current one ticks, the rest is to come", () => {
  const run = makeRun({
    state: "running",
    result: null,
    finishedAt: null,
    asked: "full",
    phases,
    progress: makeProgress({ phase: "connecting" }),
  });
  const steps = stepsOf(run, NOW);
  expect(steps.map((step) => step.state)).toEqual([
    "done",
    "now",
    ...Array.from({ length: 6 }, () => "next"),
  ]);
  expect(steps[0]?.millis).toBe(60_000);
  expect(steps[1]?.millis).toBe(120_000);
  expect(steps[2]).toMatchObject({ text: "Wait for the server's check point", millis: null });
});

test("a failed run stops in the phase it was in and promises nothing more", () => {
  const run = makeRun({ state: "failed", result: null, finishedAt: ago(1), phases });
  expect(stepsOf(run, NOW).map((step) => [step.state, step.millis])).toEqual([
    ["done", 60_000],
    ["stopped", 60_000],
  ]);
});

test("a finished run has no step to come", () => {
  const run = makeRun({ phases: [{ phase: "locking", startedAt: ago(3), finishedAt: ago(2) }] });
  expect(stepsOf(run, NOW).map((step) => step.state)).toEqual(["done"]);
});

test("receiving tells files, bytes and the file that arrives", () => {
  const run = makeRun({
    state: "running",
    result: null,
    phases: [{ phase: "receiving-files", startedAt: ago(1), finishedAt: null }],
    progress: makeProgress({ files: 3, bytes: 6_100_000, file: "neostore.nodestore.db" }),
  });
  expect(stepsOf(run, NOW)[0]?.text).toBe(
    "Receiving store files: 3 files, 6.1 MB, now neostore.nodestore.db",
  );
});

test("an unknown phase keeps its name, readably", () => {
  expect(phaseLabel("moving-files")).toBe("Moving files");
});
