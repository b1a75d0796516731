import { expect, test } from "vitest";
import { makeDatabase, makeProgress, makeRun } from "./fixtures.ts";
import { changesState, patchDatabase, patchPage, patchRun } from "./live.ts";
import type { RunSignal } from "./types.ts";

const signal = (patch: Partial<RunSignal> = {}): RunSignal => ({
  runId: "run-1",
  databaseId: "db-1",
  state: "running",
  progress: makeProgress({ bytes: 500 }),
  ...patch,
});

test("a signal moves the run it is about", () => {
  const run = makeRun({ state: "queued", progress: null });
  const next = patchRun(run, signal());
  expect(next.state).toBe("running");
  expect(next.progress?.bytes).toBe(500);
});

test("a signal leaves other runs as the same object", () => {
  const run = makeRun({ id: "other", state: "running" });
  expect(patchRun(run, signal())).toBe(run);
});

test("a late signal does not wake a run that has ended", () => {
  const run = makeRun({ state: "failed" });
  expect(patchRun(run, signal())).toBe(run);
});

test("an end is not shown before the row that tells its figures", () => {
  const run = makeRun({ state: "running", finishedAt: null });
  expect(patchRun(run, signal({ state: "failed" }))).toBe(run);
});

test("only the database of the run changes", () => {
  const database = makeDatabase({ activeRun: makeRun({ state: "running" }) });
  expect(patchDatabase(database, signal()).activeRun?.progress?.bytes).toBe(500);
  expect(patchDatabase(database, signal({ databaseId: "db-2" }))).toBe(database);
});

test("a page without the run stays the same object", () => {
  const page = { items: [makeRun({ id: "other" })], nextCursor: null };
  expect(patchPage(page, signal())).toBe(page);
});

test("progress alone is no change of state; a start and an end are", () => {
  const known = new Map<string, string>();
  expect(changesState(known, signal({ state: "queued" }))).toBe(true);
  expect(changesState(known, signal())).toBe(true);
  expect(changesState(known, signal())).toBe(false);
  expect(changesState(known, signal({ state: "succeeded" }))).toBe(true);
  expect(known.size).toBe(0);
});
