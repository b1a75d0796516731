import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inspect, verify } from "neo4j-backup";
import { type RunningServer, serveDirectory, startDemoSource } from "neo4j-backup/serve";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { listSets, pinSet, type SetDto, setById } from "../backup-sets/index.ts";
import {
  addDatabase,
  addDemo,
  type DatabaseRow,
  databaseById,
  editDatabase,
} from "../databases/index.ts";
import { saveRetention } from "../retention/index.ts";
import { listRuns, runById, runLog, verifySet } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { carriedOut, ended, startedId, startTestWorker } from "../testing/worker.ts";
import { manifestOf, storeOf } from "./set-files.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
let worker: RunningWorker;
let directory: string;
let source: RunningServer | undefined;
let database: DatabaseRow;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
});
afterAll(async () => {
  await worker.stop();
});
beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-source-"));
  const { name } = await ctx.newDatabase();
  const address = { host: "127.0.0.1", port: 1, timeoutSeconds: 10 };
  database = await addDatabase(ctx, { name: `${name} source`, ...address });
  return async () => {
    await source?.close();
    source = undefined;
    fs.rmSync(directory, { recursive: true, force: true });
  };
});

async function pointAt(server: RunningServer): Promise<void> {
  source = server;
  const { id, name, host, timeoutSeconds } = database;
  await editDatabase(ctx, { id, name, host, timeoutSeconds, port: server.port });
}
/** Lets the source gain `count` transactions and then serves what it has, still. */
async function grow(count: number, options: { prunedTo?: "newest" } = {}): Promise<number> {
  await source?.close();
  const growing = await startDemoSource({ directory, everyMillis: 5 });
  const lastTx = async () => (await inspect(directory)).lastTx;
  const target = (await lastTx()) + count;
  await expect.poll(lastTx, { timeout: 20_000 }).toBeGreaterThanOrEqual(target);
  await growing.close();
  const last = await lastTx();
  await pointAt(
    await serveDirectory({
      directory,
      port: 0,
      ...(options.prunedTo === "newest" ? { oldestTx: last } : {}),
    }),
  );
  return last;
}
const backup = (asked: "auto" | "full" | "incremental") => carriedOut(ctx, database.id, asked);
const newestSet = async (): Promise<SetDto> => (await listSets(ctx, database.id))[0] as SetDto;
const isWhole = async (set: SetDto) =>
  (await verify(storeOf(set), { manifestPath: manifestOf(set) })).ok;

test("the first backup is a full one: a set on disk that says the same as its rows", async () => {
  const lastTx = await grow(1);
  const run = await backup("auto");
  expect(run).toMatchObject({
    state: "succeeded",
    result: "full",
    lastTx,
    error: null,
    repaired: [],
  });
  expect(run.bytes).toBeGreaterThan(0);
  expect(run.phases.map((phase) => phase.phase)).toContain("verifying");
  const set = await newestSet();
  expect(set).toMatchObject({ state: "good", lastTx, verifyOk: true, inUse: false, id: run.setId });
  expect(fs.readdirSync(set.directory).sort()).toEqual([
    "README.txt",
    "index",
    "manifest.json",
    "store",
  ]);
  expect(fs.readFileSync(path.join(set.directory, "README.txt"), "utf8")).toContain("Neo4j 2.3");
  const onDisk = await inspect(storeOf(set), { manifestPath: manifestOf(set) });
  expect(set.baseEndTx).toBe(onDisk.baseEndTx);
  expect(set.logFiles.map((file) => file.sha256)).toEqual(
    onDisk.logFiles.map((file) => file.sha256),
  );
  expect(set.logFiles[0]?.runId).toBe(run.id);
  const { store, dialect } = (await databaseById(ctx, database.id)) as DatabaseRow;
  expect(dialect).toBe(1);
  expect(store).toMatchObject({ storeVersion: "v0.A.6" });
  expect((await runLog(ctx, run.id)).length).toBeGreaterThan(1);
});

test("later backups add log files to the set, and one with nothing new adds none", async () => {
  await grow(1);
  await backup("auto");
  const lastTx = await grow(3);
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "succeeded", result: "incremental", lastTx });
  expect(run.transactions).toBeGreaterThanOrEqual(3);
  const set = await newestSet();
  expect(set.logFiles.map((file) => file.runId === run.id)).toEqual([false, true]);
  expect(set).toMatchObject({ lastTx, runCount: 2 });
  const again = await backup("incremental");
  expect(again).toMatchObject({ state: "succeeded", result: "nothing-new", transactions: 0 });
  const after = await newestSet();
  expect(after.logFiles).toEqual(set.logFiles);
  expect(after.protectedAt?.getTime()).toBeGreaterThan(set.protectedAt?.getTime() ?? 0);
  expect(await isWhole(after)).toBe(true);
});

test("pruned logs begin a new set, say why, and leave the older set whole", async () => {
  await grow(1);
  await backup("auto");
  const older = await newestSet();
  await grow(5, { prunedTo: "newest" });
  expect((await backup("incremental")).error).toMatchObject({
    code: "transactions-missing",
    retry: "full-instead",
  });
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "succeeded", result: "fell-back-to-full" });
  expect(run.reason).toMatch(/no longer has the transactions/);
  const [newer, before] = await listSets(ctx, database.id);
  expect(newer).toMatchObject({ id: run.setId, state: "good", fellBackBecause: run.reason });
  expect(before).toMatchObject({ id: older.id, state: "good", logFiles: older.logFiles });
  expect(await isWhole(older)).toBe(true);
});

test("a store that was upgraded in place begins a new set, and the run and the set say so", async () => {
  await grow(1);
  await backup("auto");
  const older = await newestSet();
  expect(older.format).toMatchObject({ version: "v0.A.6", neo4j: "Neo4j 2.3", canBeChecked: true });
  // as if it had been made of the store before the upgrade
  const manifest = JSON.parse(fs.readFileSync(manifestOf(older), "utf8"));
  manifest.store.storeVersion = "v0.A.5";
  fs.writeFileSync(manifestOf(older), JSON.stringify(manifest));
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "succeeded", result: "fell-back-to-full" });
  expect(run.reason).toMatch(/upgraded in place.*the backup has v0.A.5 \(Neo4j 2.2\)/);
  expect(run.reason).toMatch(/the server has v0.A.6 \(Neo4j 2.3\)/);
  expect((await runLog(ctx, run.id)).map(({ text }) => text)).toContain(
    `${run.reason}; a full backup begins a new set`,
  );
  expect(await newestSet()).toMatchObject({ id: run.setId, fellBackBecause: run.reason });
});

test("a full backup that is cut in the middle leaves a failed set without files, and the next one is not kept from it", async () => {
  await grow(1);
  await source?.close();
  let frames = 0;
  await pointAt(
    await serveDirectory({
      directory,
      port: 0,
      frameBytes: 4096,
      onFrame: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20)); // time enough to be seen
        return ++frames > 20 ? "cut" : "send";
      },
    }),
  );
  const run = await backup("auto");
  expect(run).toMatchObject({ state: "failed", error: { code: "closed-early" } });
  expect(run.bytes).toBeGreaterThan(0);
  expect(await newestSet()).toMatchObject({ state: "failed", id: run.setId, totalBytes: 0 });
  expect(fs.readdirSync(database.storageDirectory)).toEqual([]);
  await grow(0);
  expect(await backup("auto")).toMatchObject({ state: "succeeded", result: "full" });
});

test("after a good backup the policy's leavings have their grace, then go as a run of their own; pinned sets stay", async () => {
  await grow(1);
  await backup("full");
  const pinned = await newestSet();
  await pinSet(ctx, { id: pinned.id });
  await backup("full");
  const doomed = await newestSet();
  await saveRetention(ctx, database.id, { keepSets: 1, windowDays: null, minimumGoodSets: 1 });
  expect(await setById(ctx, doomed.id)).not.toBeNull();
  await backup("full");
  await expect.poll(async () => (await setById(ctx, doomed.id))?.leaving?.by).toBe("policy");
  expect((await listRuns(ctx, { databaseId: database.id, asked: ["expire"] })).items).toEqual([]);
  await ctx.db.backupSet.update({ where: { id: doomed.id }, data: { goesAt: new Date() } });
  await expect.poll(() => setById(ctx, doomed.id), { timeout: 15_000 }).toBeNull();
  const [expiry] = (await listRuns(ctx, { databaseId: database.id, asked: ["expire"] })).items;
  const run = await ended(ctx, expiry?.id ?? "");
  expect(run).toMatchObject({ state: "succeeded", result: "expired", trigger: "system" });
  expect(run.reason).toContain(doomed.id);
  expect((await runLog(ctx, run.id))[0]?.text).toContain("newer good set");
  const left = await listSets(ctx, database.id);
  expect(left.map((set) => set.id)).toContain(pinned.id);
  expect(fs.readdirSync(database.storageDirectory).sort()).toEqual(
    left.map((set) => set.id).sort(),
  );
});

test("a verification finds a changed byte; the set is not continued, the next backup is a full one", async () => {
  await grow(1);
  await backup("auto");
  const set = await newestSet();
  const whole = await ended(ctx, startedId(await verifySet(ctx, set.id)));
  expect(whole).toMatchObject({ state: "succeeded", result: "verified" });
  const file = path.join(storeOf(set), "neostore.nodestore.db");
  const bytes = fs.readFileSync(file);
  bytes[20] = (bytes[20] ?? 0) ^ 0xff;
  fs.writeFileSync(file, bytes);
  const run = await ended(ctx, startedId(await verifySet(ctx, set.id)));
  expect(run).toMatchObject({ state: "failed", error: { code: "damaged-backup" } });
  const damaged = await setById(ctx, set.id);
  expect(damaged).toMatchObject({ state: "damaged", verifyOk: false });
  expect(damaged?.verifyFindings[0]).toMatchObject({ file: "neostore.nodestore.db" });
  expect(await backup("auto")).toMatchObject({ state: "succeeded", result: "full" });
});

test("what a worker published before it died counts: its rows are made from what is on disk", async () => {
  const lastTx = await grow(1);
  const run = await backup("full");
  const set = await newestSet();
  await worker.stop();
  // as it was in the moment between the publication on disk and the rows
  await ctx.db.logFile.deleteMany({ where: { setId: set.id } });
  await ctx.db.backupSet.update({
    where: { id: set.id },
    data: { state: "building", lastTx: null, finishedAt: null },
  });
  await ctx.db.run.update({
    where: { id: run.id },
    data: { state: "running", result: null, workerId: "dead", heartbeatAt: new Date(0) },
  });
  worker = await startTestWorker(ctx);
  expect(await runById(ctx, run.id)).toMatchObject({
    state: "failed",
    error: { code: "worker-lost" },
  });
  const found = await setById(ctx, set.id);
  expect(found).toMatchObject({ state: "good", lastTx, verifyOk: true });
  expect(found?.logFiles).toHaveLength(1);
  expect(await backup("auto")).toMatchObject({ state: "succeeded", result: "nothing-new" });
});

test("the demo source is served once it is asked for, and gains transactions", async () => {
  const demo = await addDemo(ctx, 1);
  expect(demo).toMatchObject({ isDemo: true, name: "Demo" });
  expect((await addDemo(ctx, 1)).id).toBe(demo.id);
  expect(await carriedOut(ctx, demo.id, "auto")).toMatchObject({ result: "full" });
  await expect
    .poll(async () => (await carriedOut(ctx, demo.id, "auto")).result, { timeout: 10_000 })
    .toBe("incremental");
});
