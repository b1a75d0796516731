import { expect, test } from "vitest";
import { removeDatabase } from "../databases/index.ts";
import { testContext } from "../testing/context.ts";
import { cancelRun, claimRun, finishRun, retryRun, runById, startRun } from "./index.ts";

const ctx = testContext();
const jobsOf = (runId: string) =>
  ctx.db.$queryRaw<
    { key: string }[]
  >`SELECT key FROM graphile_worker.jobs WHERE key = ${`run:${runId}`}`;

test("a started run is queued, with one queue entry", async () => {
  const { id: databaseId } = await ctx.newDatabase();
  const answer = await startRun(ctx, { databaseId, asked: "auto", trigger: "manual" });
  expect(answer).toMatchObject({ ok: true, run: { state: "queued", asked: "auto", databaseId } });
  if (answer.ok) expect(await jobsOf(answer.run.id)).toHaveLength(1);
});

test("of twenty clicks at once one starts a run, the others are told which is in the way", async () => {
  const { id: databaseId, name } = await ctx.newDatabase();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      startRun(ctx, { databaseId, asked: "full", trigger: "manual" }),
    ),
  );
  const started = answers.filter((answer) => answer.ok);
  expect(started).toHaveLength(1);
  for (const answer of answers)
    if (!answer.ok) {
      expect(answer.run?.id).toBe(started[0]?.run.id);
      expect(answer.reason).toContain(name);
    }
  expect(await ctx.db.run.count({ where: { databaseId } })).toBe(1);
});

test("runs of different databases do not stand in each other's way", async () => {
  const [one, other] = await Promise.all([ctx.newDatabase(), ctx.newDatabase()]);
  for (const { id } of [one, other])
    expect(await startRun(ctx, { databaseId: id, asked: "auto", trigger: "manual" })).toMatchObject(
      { ok: true },
    );
});

test("a run that has ended lets the next one start, and a retry says whose it is", async () => {
  const { id: databaseId } = await ctx.newDatabase();
  const first = await startRun(ctx, { databaseId, asked: "full", trigger: "manual" });
  if (!first.ok) throw new Error(first.reason);
  expect(await retryRun(ctx, first.run.id)).toMatchObject({ ok: false });
  await cancelRun(ctx, first.run.id);
  const second = await retryRun(ctx, first.run.id);
  expect(second).toMatchObject({
    ok: true,
    run: { asked: "full", trigger: "retry", retryOf: first.run.id },
  });
  if (second.ok)
    expect(await runById(ctx, first.run.id)).toMatchObject({ retriedBy: second.run.id });
});

test("a database that is being removed takes no run, and one with a run is not removed", async () => {
  const busy = await ctx.newDatabase();
  await startRun(ctx, { databaseId: busy.id, asked: "auto", trigger: "manual" });
  await expect(
    removeDatabase(ctx, { id: busy.id, deleteBackups: true, confirm: busy.name }),
  ).rejects.toThrow(/is active/);
  const idle = await ctx.newDatabase();
  await removeDatabase(ctx, { id: idle.id, deleteBackups: true, confirm: idle.name });
  await expect(
    startRun(ctx, { databaseId: idle.id, asked: "auto", trigger: "manual" }),
  ).rejects.toThrow(/does not exist/);
});

test("backups are deleted only when the name is typed, and the name is free at once", async () => {
  const database = await ctx.newDatabase();
  await expect(
    removeDatabase(ctx, { id: database.id, deleteBackups: true, confirm: "something else" }),
  ).rejects.toThrow(/type the name/);
  const answer = await removeDatabase(ctx, { id: database.id, deleteBackups: false });
  expect(answer.keptDirectory).toBe(database.storageDirectory);
});

test("one of many workers gets a queued run", async () => {
  const { id: databaseId } = await ctx.newDatabase();
  const answer = await startRun(ctx, { databaseId, asked: "auto", trigger: "manual" });
  if (!answer.ok) throw new Error(answer.reason);
  const claims = await Promise.all(
    Array.from({ length: 10 }, (_, at) =>
      claimRun(ctx, { runId: answer.run.id, workerId: `worker-${at}` }),
    ),
  );
  const won = claims.filter((claim) => claim !== null);
  expect(won).toHaveLength(1);
  expect(await runById(ctx, answer.run.id)).toMatchObject({
    state: "running",
    workerId: won[0]?.workerId,
  });
});

test("a worker that lost its run cannot end it", async () => {
  const { id: databaseId } = await ctx.newDatabase();
  const answer = await startRun(ctx, { databaseId, asked: "auto", trigger: "manual" });
  if (!answer.ok) throw new Error(answer.reason);
  const runId = answer.run.id;
  await claimRun(ctx, { runId, workerId: "mine" });
  const end = { state: "succeeded", result: "full", figures: {} } as const;
  expect(await finishRun(ctx, { runId, workerId: "other", end, phases: [], lines: [] })).toBe(
    false,
  );
  expect(await runById(ctx, runId)).toMatchObject({ state: "running" });
  expect(await finishRun(ctx, { runId, workerId: "mine", end, phases: [], lines: [] })).toBe(true);
  expect(
    await finishRun(ctx, {
      runId,
      workerId: "mine",
      end: { state: "cancelled", figures: {} },
      phases: [],
      lines: [],
    }),
  ).toBe(false);
  expect(await runById(ctx, runId)).toMatchObject({ state: "succeeded", result: "full" });
});
