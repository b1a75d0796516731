import { expect, test } from "vitest";
import { testContext } from "../testing/context.ts";
import {
  claimRun,
  MAX_LINES,
  recordProgress,
  runById,
  runLog,
  startRun,
  sweepRuns,
} from "./index.ts";

const ctx = testContext();

async function started(): Promise<string> {
  const { id: databaseId } = await ctx.newDatabase();
  const answer = await startRun(ctx, { databaseId, asked: "full", trigger: "manual" });
  if (!answer.ok) throw new Error(answer.reason);
  return answer.run.id;
}
const age = (id: string, seconds: number) => ctx.db.$executeRaw`
  UPDATE "Run" SET "heartbeatAt" = now() - make_interval(secs => ${seconds}),
    "requestedAt" = now() - make_interval(secs => ${seconds}) WHERE "id" = ${id}::uuid`;

test("a run whose heartbeat expired is failed with what is safe, and its figures stay", async () => {
  const runId = await started();
  await claimRun(ctx, { runId, workerId: "dead" });
  await recordProgress(ctx, {
    runId,
    workerId: "dead",
    progress: {
      phase: "receiving-files",
      kind: "full",
      file: "neostore",
      files: 3,
      bytes: 4096,
      expectedBytes: null,
      transactions: 0,
      lastTx: null,
      lastCommitAt: null,
      bytesPerSecond: 100,
      etaSeconds: null,
      verifiedBytes: 0,
      verifyTotalBytes: null,
      fraction: null,
      at: new Date(),
    },
    phases: [{ phase: "receiving-files", startedAt: new Date(), finishedAt: null }],
    lines: [],
  });
  await age(runId, 11);
  expect((await sweepRuns(ctx)).lost).toContain(runId);
  const run = await runById(ctx, runId);
  expect(run).toMatchObject({ state: "failed", bytes: 4096, files: 3, progress: null });
  expect(run?.error).toMatchObject({ code: "worker-lost", retry: "later" });
  expect(run?.error?.safe).toMatch(/untouched/);
  expect(run?.phases[0]?.finishedAt).toBeInstanceOf(Date);
});

test("a run with a fresh heartbeat is left alone, unless its worker is known to be gone", async () => {
  const runId = await started();
  await claimRun(ctx, { runId, workerId: "restarted" });
  expect((await sweepRuns(ctx)).lost).not.toContain(runId);
  expect((await sweepRuns(ctx, ["restarted"])).lost).toEqual([runId]);
});

test("many sweeps at once fail a run once", async () => {
  const runId = await started();
  await claimRun(ctx, { runId, workerId: "dead" });
  await age(runId, 60);
  const sweeps = await Promise.all(Array.from({ length: 8 }, () => sweepRuns(ctx)));
  expect(sweeps.flatMap((swept) => swept.lost)).toEqual([runId]);
});

test("a queued run that the queue forgot is queued again; one that waits is left alone", async () => {
  const forgotten = await started();
  const waiting = await started();
  await age(forgotten, 60);
  await age(waiting, 60);
  await ctx.db.$executeRaw`SELECT graphile_worker.remove_job(${`run:${forgotten}`})`;
  expect((await sweepRuns(ctx)).requeued).toEqual([forgotten]);
  expect((await sweepRuns(ctx)).requeued).toEqual([]);
});

test("a queued run whose entry died with its worker is queued again", async () => {
  const runId = await started();
  await age(runId, 60);
  await ctx.db.$executeRaw`
    UPDATE graphile_worker._private_jobs SET locked_at = now(), locked_by = 'dead', attempts = 1
    WHERE key = ${`run:${runId}`}`;
  expect((await sweepRuns(ctx)).requeued).toEqual([runId]);
});

test("log lines beyond the limit are counted, not kept, and the log says so in the end", async () => {
  const runId = await started();
  await claimRun(ctx, { runId, workerId: "chatty" });
  const lines = Array.from({ length: MAX_LINES + 7 }, (_, seq) => ({
    seq,
    at: new Date(),
    level: "info" as const,
    text: `line ${seq}`,
  }));
  await recordProgress(ctx, { runId, workerId: "chatty", progress: null, phases: [], lines });
  expect(await runLog(ctx, runId)).toHaveLength(MAX_LINES);
  await sweepRuns(ctx, ["chatty"]);
  const log = await runLog(ctx, runId);
  expect(log).toHaveLength(MAX_LINES + 1);
  expect(log.at(-1)?.text).toBe("7 more lines were left out");
  expect(await runLog(ctx, runId, MAX_LINES - 2)).toHaveLength(2);
});
