import fs from "node:fs";
import path from "node:path";
import { inspect, verify } from "neo4j-backup";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listSets, manifestOf, type SetDto, setById, storeOf } from "../backup-sets/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { claimRun, runLog, startRun } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import {
  SAMPLE,
  type SampleSource,
  sampleDatabase,
  sampleSet,
  startSampleSource,
} from "../testing/sample-source.ts";
import { carriedOut, ended, startedId, startTestWorker } from "../testing/worker.ts";
import type { RunningWorker } from "../worker/worker.ts";
import { startRollForward } from "./index.ts";

const ctx = testContext();
let worker: RunningWorker;
let source: SampleSource;
let database: DatabaseRow;
let set: SetDto;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
  source = await startSampleSource();
});
afterAll(async () => {
  await worker.stop();
  await source.close();
});
beforeEach(async () => {
  database = await sampleDatabase(ctx, source);
  set = await sampleSet(ctx, source, database);
});

const roll = async (id = set.id) => ended(ctx, startedId(await startRollForward(ctx, id)));
const newest = async () => (await listSets(ctx, database.id))[0] as SetDto;

test("a new set is made out of base and log, whose base ends where the log did; the old one stays", async () => {
  const before = fs.readFileSync(path.join(storeOf(set), "neostore.nodestore.db"));
  const run = await roll();
  expect(run).toMatchObject({ state: "succeeded", result: "rolled-forward", error: null });
  expect(run.transactions).toBeGreaterThan(0);
  const made = await newest();
  expect(made).toMatchObject({
    state: "good",
    rolledFrom: set.id,
    baseEndTx: SAMPLE.lastTx,
    lastTx: SAMPLE.lastTx,
    baseEndAt: set.lastCommitAt,
    protectedAt: set.protectedAt,
    verifyOk: true,
    check: { ok: true, lastTx: SAMPLE.lastTx },
    inUse: false,
  });
  expect(made.indexBytes).not.toBeNull();
  expect(run.setId).toBe(made.id);
  expect(fs.readdirSync(made.directory).sort()).toEqual(
    ["README.txt", "index", "manifest.json", "store"].sort(),
  );
  expect(await verify(storeOf(made), { manifestPath: manifestOf(made) })).toMatchObject({
    ok: true,
  });
  expect(await setById(ctx, set.id)).toMatchObject({ state: "good", lastTx: SAMPLE.lastTx });
  expect(fs.readFileSync(path.join(storeOf(set), "neostore.nodestore.db")).equals(before)).toBe(
    true,
  );
  expect(fs.readdirSync(set.directory).filter((name) => name.startsWith("scratch"))).toEqual([]);
});

test("incrementals continue the new set, and it cannot be rolled forward while it has no log", async () => {
  await roll();
  const made = await newest();
  const run = await carriedOut(ctx, database.id, "incremental");
  expect(run).toMatchObject({ state: "succeeded", result: "nothing-new", setId: made.id });
  expect(await startRollForward(ctx, made.id)).toMatchObject({
    ok: false,
    reason: expect.stringContaining("nothing to apply"),
  });
  expect(await startRollForward(ctx, set.id)).toMatchObject({
    ok: false,
    reason: expect.stringContaining("a newer good set"),
  });
});

test("a damaged log fails it with the file's name, and makes no set", async () => {
  const log = set.logFiles.at(-1)?.name ?? "";
  const file = path.join(storeOf(set), log);
  const bytes = fs.readFileSync(file);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  fs.writeFileSync(file, bytes);
  const run = await roll();
  expect(run).toMatchObject({ state: "failed", error: { code: expect.any(String) } });
  expect(`${run.error?.message} ${run.error?.detail}`).toContain(log);
  expect(await listSets(ctx, database.id)).toHaveLength(1);
  expect(fs.readdirSync(path.dirname(set.directory))).toEqual([set.id]);
});

test("it is refused while continuous protection adds to the set", async () => {
  const follow = startedId(
    await startRun(ctx, { databaseId: database.id, asked: "follow", trigger: "manual" }),
  );
  expect(await startRollForward(ctx, set.id)).toMatchObject({
    ok: false,
    reason: expect.stringContaining("continuous protection"),
    run: { id: follow },
  });
  await ctx.db.run.update({
    where: { id: follow },
    data: { state: "cancelled", finishedAt: new Date() },
  });
});

test("one whose worker died leaves nothing behind before the new set is there, and keeps it after", async () => {
  const rolled = await roll();
  const made = await newest();
  await worker.stop();
  // as if the worker had died before the rows were written, but behind the rename
  await ctx.db.backupSet.update({
    where: { id: made.id },
    data: { state: "building", baseEndAt: null, protectedAt: null },
  });
  await ctx.db.run.update({
    where: { id: rolled.id },
    data: {
      state: "running",
      result: null,
      finishedAt: null,
      workerId: "dead",
      heartbeatAt: new Date(0),
    },
  });
  // and another one in the middle of it
  const other = await sampleDatabaseWithoutWorker();
  worker = await startTestWorker(ctx);
  expect(await ended(ctx, rolled.id)).toMatchObject({ error: { code: "worker-lost" } });
  expect(await ended(ctx, other.runId)).toMatchObject({ error: { code: "worker-lost" } });
  await expect
    .poll(async () => (await setById(ctx, made.id))?.state, { timeout: 10_000 })
    .toBe("good");
  expect(await setById(ctx, made.id)).toMatchObject({
    baseEndAt: set.lastCommitAt,
    protectedAt: set.protectedAt,
  });
  await expect.poll(() => fs.existsSync(other.scratch), { timeout: 10_000 }).toBe(false);
  expect(await inspect(storeOf(made), { manifestPath: manifestOf(made) })).toMatchObject({
    lastTx: SAMPLE.lastTx,
  });
  expect(await runLog(ctx, rolled.id)).not.toEqual([]);

  async function sampleDatabaseWithoutWorker() {
    const { id } = await ctx.newDatabase();
    const otherSet = { id: `${set.id}-other`, databaseId: id, state: "good" };
    await ctx.db.backupSet.create({ data: { ...otherSet, startedAt: new Date(0) } });
    const runId = startedId(
      await startRun(ctx, {
        databaseId: id,
        asked: "roll-forward",
        trigger: "manual",
        setId: otherSet.id,
      }),
    );
    await claimRun(ctx, { runId, workerId: "dead" });
    await ctx.db.run.update({ where: { id: runId }, data: { heartbeatAt: new Date(0) } });
    const directory = (await setById(ctx, otherSet.id))?.directory ?? "";
    const scratch = path.join(directory, `scratch-${runId}`);
    fs.mkdirSync(path.join(scratch, "store.holdfast-new"), { recursive: true });
    return { runId, scratch };
  }
});
