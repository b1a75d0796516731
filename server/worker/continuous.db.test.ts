import { inspect, verify } from "neo4j-backup";
import { serveDirectory } from "neo4j-backup/serve";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { listSets, type SetDto } from "../backup-sets/index.ts";
import {
  type ContinuousDto,
  continuousById,
  continuousOf,
  DEFAULT_SETTING,
  retryNow,
  saveContinuous,
} from "../continuous/index.ts";
import { type DatabaseRow, editDatabase, removeDatabase } from "../databases/index.ts";
import { cancelRun, listRuns, type RunDto, removeSet, runLog, verifySet } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import {
  SAMPLE,
  type SampleSource,
  sampleDatabase,
  startSampleSource,
} from "../testing/sample-source.ts";
import { carriedOut, ended, startedId, startTestWorker, until } from "../testing/worker.ts";
import { manifestOf, storeOf } from "./set-files.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
let worker: RunningWorker;
let source: SampleSource;
let database: DatabaseRow;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
});
afterAll(() => worker.stop());
beforeEach(async () => {
  source = await startSampleSource();
  database = await sampleDatabase(ctx, source);
});
afterEach(async () => {
  await set({ wanted: false });
  await untilState("off");
  await source.close();
});

const set = (change: Partial<typeof DEFAULT_SETTING>) =>
  saveContinuous(ctx, { databaseId: database.id, ...DEFAULT_SETTING, everySeconds: 1, ...change });

async function untilIt(isIt: (now: ContinuousDto) => boolean): Promise<ContinuousDto> {
  await expect
    .poll(async () => isIt(await continuousById(ctx, database.id)), { timeout: 25_000 })
    .toBe(true);
  return await continuousById(ctx, database.id);
}
const untilState = (state: ContinuousDto["state"]) => untilIt((now) => now.state === state);
const untilTx = (tx: number) =>
  untilIt((now) => now.lastTx === tx && now.state === "following" && now.runId !== null);
const stretches = async (): Promise<RunDto[]> =>
  (await listRuns(ctx, { databaseId: database.id, asked: ["follow"] })).items;
const newest = async (): Promise<SetDto> => (await listSets(ctx, database.id))[0] as SetDto;
const text = async (run: RunDto) => (await runLog(ctx, run.id)).map((line) => line.text).join("\n");

test("a full backup comes first, then every transaction within a pull, and it is one run", async () => {
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  for (const tx of [220, 223, SAMPLE.middleTx]) {
    source.reveal(tx);
    await untilTx(tx);
  }
  const facts = (await continuousOf(ctx, [database.id])).get(database.id);
  expect(facts).toMatchObject({
    wanted: true,
    state: "following",
    lastTx: SAMPLE.middleTx,
    sourceLastTx: SAMPLE.middleTx,
    reconnects: 0,
    reason: null,
  });
  expect(facts?.lagMillis).toBeLessThan(10_000);
  const [run, ...others] = await stretches();
  expect(others).toEqual([]);
  expect(run).toMatchObject({ state: "running", trigger: "system", setId: (await newest()).id });
  const followed = await newest();
  expect(followed).toMatchObject({ lastTx: SAMPLE.middleTx, inUse: false });
  expect(followed.protectedAt?.getTime()).toBeGreaterThan(Date.now() - 10_000);
  const found = await inspect(storeOf(followed), { manifestPath: manifestOf(followed) });
  expect(found.lastTx).toBe(SAMPLE.middleTx);
  expect(found.logFiles.at(-1)).toMatchObject({ isOpen: true, firstTx: 220 });
  const asked = (await listRuns(ctx, { databaseId: database.id })).items.map((one) => one.asked);
  expect(asked.filter((one) => one !== "expire")).toEqual(["follow", "auto"]);
});

test("switched off, the stretch has succeeded with its figures and the file is closed", async () => {
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  source.reveal(SAMPLE.lastTx);
  await untilTx(SAMPLE.lastTx);
  await set({ wanted: false });
  expect(await untilState("off")).toMatchObject({ wanted: false, reason: null, runId: null });
  const [run] = await stretches();
  expect(run).toMatchObject({
    state: "succeeded",
    result: "followed",
    transactions: 12,
    firstTx: 220,
    lastTx: SAMPLE.lastTx,
    reason: "it was switched off",
  });
  const followed = await newest();
  const options = { manifestPath: manifestOf(followed) };
  const found = await inspect(storeOf(followed), options);
  expect(found.logFiles.at(-1)?.isOpen).toBeUndefined();
  expect(await verify(storeOf(followed), options)).toMatchObject({ ok: true });
  expect(followed.logFiles.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(
    found.logFiles.map(({ name, sha256 }) => ({ name, sha256 })),
  );
});

test("an incremental backup that is asked for is answered by the follower", async () => {
  await set({ wanted: true, everySeconds: 300 });
  await untilTx(SAMPLE.baseEndTx);
  source.reveal(224);
  const run = await carriedOut(ctx, database.id, "incremental");
  expect(run).toMatchObject({ state: "succeeded", result: "incremental", lastTx: 224 });
  expect(run.transactions).toBe(5);
  expect(run.reason).toMatch(/protected continuously.*transaction 224/);
  expect(await continuousById(ctx, database.id)).toMatchObject({ state: "following", lastTx: 224 });
  const again = await carriedOut(ctx, database.id, "auto");
  expect(again).toMatchObject({ state: "succeeded", result: "nothing-new", lastTx: 224 });
  expect((await listSets(ctx, database.id)).length).toBe(1);
});

test("a full backup goes beside it, and the new set is followed in a new stretch", async () => {
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  const first = await newest();
  source.reveal(222);
  await untilTx(222);
  const full = await carriedOut(ctx, database.id, "full");
  expect(full).toMatchObject({ state: "succeeded", result: "full" });
  const second = await newest();
  expect(second.id).not.toBe(first.id);
  await untilIt((now) => now.setId === second.id && now.state === "following");
  source.reveal(226);
  await untilTx(226);
  await expect.poll(async () => (await stretches()).length).toBe(2);
  const [now, before] = await stretches();
  expect(now).toMatchObject({ state: "running", setId: second.id });
  expect(before).toMatchObject({ state: "succeeded", setId: first.id, lastTx: 222 });
  expect(before?.reason).toMatch(/a new backup set began/);
});

test("a source that is away is said, and what it gained is fetched when it is back", async () => {
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  const { port } = source;
  await editAddress(1);
  const lost = await untilState("reconnecting");
  expect(lost.reason).toMatch(/nothing listens on that port/);
  expect(lost.lastTx).toBe(SAMPLE.baseEndTx);
  source.reveal(221);
  await editAddress(port);
  await retryNow(ctx, database.id);
  await untilTx(221);
});

async function editAddress(port: number): Promise<void> {
  const { id, name, host, timeoutSeconds } = database;
  await editDatabase(ctx, { id, name, host, timeoutSeconds, port });
}

test("a connection that breaks is a reconnect of the same stretch, told in its log", async () => {
  const own = await serveDirectory({ directory: source.directory, port: 0 });
  await editAddress(own.port);
  await set({ wanted: true });
  await untilTx(SAMPLE.lastTx);
  await own.close();
  await untilState("reconnecting");
  const back = await serveDirectory({ directory: source.directory, port: own.port });
  try {
    await untilState("following");
    const facts = await continuousById(ctx, database.id);
    expect(facts).toMatchObject({ reconnects: 1, reason: null });
    const runs = await stretches();
    expect(runs).toHaveLength(1);
    expect(await text(runs[0] as RunDto)).toMatch(/the source is away.*\n.*connected again after/);
  } finally {
    await back.close();
  }
});

test("when the source lost what follows, a full backup is made with that reason and followed", async () => {
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  const pruned = await serveDirectory({ directory: source.directory, port: 0, oldestTx: 225 });
  try {
    await editAddress(pruned.port);
    await untilTx(SAMPLE.lastTx);
    const sets = await listSets(ctx, database.id);
    expect(sets).toHaveLength(2);
    expect(sets[0]?.fellBackBecause).toMatch(/no longer has the transactions/);
    const runs = await stretches();
    expect(runs.map((run) => run.state)).toEqual(["running", "failed"]);
    expect(runs[1]?.error?.code).toBe("transactions-missing");
    const [fallback] = (await listRuns(ctx, { databaseId: database.id, asked: ["auto"] })).items;
    expect(fallback).toMatchObject({ result: "fell-back-to-full", trigger: "system" });
  } finally {
    await pruned.close();
  }
});

test("a worker that died is followed by another one, in the same stretch", async () => {
  await carriedOut(ctx, database.id, "full");
  const dead = "elsewhere:1:dead";
  const at = ctx.clock.now();
  const { id: setId } = await newest();
  const run = await ctx.db.run.create({
    data: {
      databaseId: database.id,
      setId,
      asked: "follow",
      trigger: "system",
      state: "running",
      workerId: dead,
      requestedAt: at,
      startedAt: at,
    },
  });
  await set({ wanted: true });
  await ctx.db.continuous.update({
    where: { databaseId: database.id },
    data: {
      workerId: dead,
      heartbeatAt: new Date(at.getTime() - 60_000),
      setId,
      runId: run.id,
      state: "following",
      lastPullAt: at,
      pulls: 7n,
    },
  });
  source.reveal(223);
  const now = await untilTx(223);
  expect(now.runId).toBe(run.id);
  expect(now.pulls).toBeGreaterThan(7);
  const runs = await stretches();
  expect(runs).toHaveLength(1);
  expect(runs[0]).toMatchObject({ state: "running", workerId: worker.id });
  expect(await text(runs[0] as RunDto)).toMatch(/a worker goes on with it/);
});

test("of two workers one follows; when it is stopped the other one goes on", async () => {
  const second = await startTestWorker(ctx);
  const holder = async () =>
    (await ctx.db.continuous.findUnique({ where: { databaseId: database.id } }))?.workerId;
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  const first = await holder();
  const [stopped, other] = first === second.id ? [second, worker] : [worker, second];
  expect(first).toBe(stopped.id);
  worker = other;
  await stopped.stop();
  source.reveal(224);
  await untilTx(224);
  expect(await holder()).toBe(other.id);
  expect(await stretches()).toHaveLength(1);
});

test("a followed set can be verified, and deleting it ends the stretch first", async () => {
  await set({ wanted: true });
  await untilTx(SAMPLE.baseEndTx);
  source.reveal(SAMPLE.lastTx);
  await untilTx(SAMPLE.lastTx);
  const followed = await newest();
  const verified = await ended(ctx, startedId(await verifySet(ctx, followed.id)));
  expect(verified).toMatchObject({ state: "succeeded", result: "verified" });
  expect((await continuousById(ctx, database.id)).state).toBe("following");
  const gone = await ended(
    ctx,
    startedId(await removeSet(ctx, { id: followed.id, confirm: followed.id })),
  );
  expect(gone).toMatchObject({ state: "succeeded", result: "set-deleted" });
  expect(await listSets(ctx, database.id)).not.toContainEqual(
    expect.objectContaining({ id: followed.id }),
  );
  await untilIt((now) => now.state === "following" && now.setId !== followed.id);
  expect((await newest()).id).not.toBe(followed.id);
});

test("it ends in its settings only: neither by a cancel nor with the removal of its database", async () => {
  await set({ wanted: true });
  const { runId } = await untilTx(SAMPLE.baseEndTx);
  await expect(removeDatabase(ctx, { id: database.id, deleteBackups: false })).rejects.toThrow(
    "is protected continuously",
  );
  await expect(cancelRun(ctx, runId as string)).rejects.toThrow("switches it off");
  await set({ wanted: false });
  await until(ctx, runId as string, (run) => run.state === "succeeded");
});

test("new settings are taken up by the same stretch", async () => {
  await set({ wanted: true, everySeconds: 300 });
  const { runId } = await untilTx(SAMPLE.baseEndTx);
  source.reveal(222);
  await set({ wanted: true, everySeconds: 1 });
  expect((await untilTx(222)).runId).toBe(runId);
  expect(await stretches()).toHaveLength(1);
});
