import { expect, test } from "vitest";
import { ago, makeProgress, makeRun, NOW } from "../_trpc/fixtures.ts";
import { headlineOf, leadOf, progressParts, sentence } from "./words.ts";

test("a running run counts its seconds and tells bytes, rate and time left", () => {
  const run = makeRun({
    state: "running",
    result: null,
    startedAt: new Date(NOW - 8_400),
    progress: makeProgress({
      kind: "incremental",
      bytes: 118_000_000,
      expectedBytes: 190_000_000,
      bytesPerSecond: 14_600_000,
      etaSeconds: 4.9,
    }),
  });
  expect(headlineOf(run, NOW)).toBe("Incremental backup, running for 8 s");
  expect(leadOf(run)).toBe(
    "118 MB of about 190 MB, 14.6 MB/s, about 5 s left. You can close this page; the run goes on.",
  );
});

test("figures that are not known are left out, not invented", () => {
  expect(progressParts(makeProgress())).toEqual([]);
  expect(progressParts(null)).toEqual([]);
  expect(progressParts(makeProgress({ bytes: 1000, files: 1 }))).toEqual(["1.0 kB", "1 file"]);
});

test("verifying tells how much was read again", () => {
  const progress = makeProgress({
    phase: "verifying",
    verifiedBytes: 500_000,
    verifyTotalBytes: 1_000_000,
  });
  expect(progressParts(progress)).toEqual(["verified 500 kB of 1.0 MB"]);
});

test("a run being cancelled says since when it had been running", () => {
  const run = makeRun({
    state: "running",
    result: null,
    startedAt: new Date(NOW - 3_000),
    cancelRequestedAt: ago(0),
  });
  expect(headlineOf(run, NOW)).toBe("Backup, being cancelled after 3 s");
});

test("nothing new is not told as a backup of 0 transactions", () => {
  expect(headlineOf(makeRun({ result: "nothing-new" }), NOW)).toBe(
    "No new transactions: the backup was already complete",
  );
});

test("falling back to full gives its reason", () => {
  const run = makeRun({ result: "fell-back-to-full", reason: "the server pruned its logs" });
  expect(headlineOf(run, NOW)).toBe("Fell back to a full backup in 1 min 00 s, 2.0 kB");
  expect(leadOf(run)).toBe("The server pruned its logs.");
});

test("a failure's message becomes a sentence", () => {
  expect(sentence("nothing listens on that port")).toBe("Nothing listens on that port.");
  expect(sentence("Really?")).toBe("Really?");
});

test("a message becomes a sentence, but a file keeps its name", () => {
  expect(sentence("the run was cancelled")).toBe("The run was cancelled.");
  expect(sentence("neostore.nodestore.db is missing")).toBe("neostore.nodestore.db is missing.");
});
