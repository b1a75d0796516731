import fs from "node:fs";
import net from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSet, listSets, recordBackup, type SetDto, setById } from "../backup-sets/index.ts";
import { addDatabase, type DatabaseRow, removeDatabase } from "../databases/index.ts";
import {
  cancelRun,
  claimRun,
  listRuns,
  removeSet,
  runById,
  runLog,
  verifySet,
} from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { begin, ended, startedId, startTestWorker, until } from "../testing/worker.ts";
import { deleteSet, finishDeletions } from "./delete-set.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
let worker: RunningWorker;
/** Takes connections and never says a word. */
const silent = net.createServer((socket) => socket.on("error", () => {}));
let silentPort = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  silentPort = (silent.address() as net.AddressInfo).port;
  worker = await startTestWorker(ctx);
});
afterAll(async () => {
  await worker.stop();
  silent.close();
});

async function databaseAt(port: number): Promise<DatabaseRow> {
  const { name } = await ctx.newDatabase();
  return await addDatabase(ctx, {
    name: `${name} at ${port}`,
    host: "127.0.0.1",
    port,
    timeoutSeconds: 30,
  });
}
async function setOnDisk(database: DatabaseRow): Promise<SetDto> {
  const set = await createSet(ctx, { databaseId: database.id, fellBackBecause: null });
  fs.mkdirSync(path.join(set.directory, "store"), { recursive: true });
  fs.writeFileSync(path.join(set.directory, "store", "neostore"), "something");
  await recordBackup(ctx, {
    setId: set.id,
    runId: null,
    inspected: { baseEndTx: 1, lastTx: 1, baseBytes: 9, logFiles: [] },
    streamBeganAt: set.startedAt,
    protectedAt: set.startedAt,
    verifyOk: true,
  });
  return set;
}

test("a server that is not there fails the run with its cause, what is safe and what to do", async () => {
  const database = await databaseAt(1);
  const run = await ended(ctx, await begin(ctx, database.id, "auto"));
  expect(run).toMatchObject({
    state: "failed",
    error: { code: "connect-refused", retry: "later" },
  });
  expect(run.error?.safe).toBeTruthy();
  expect(run.error?.advice).toMatch(/online_backup/);
  expect(run.workerId).toBe(worker.id);
  expect(await listSets(ctx, database.id)).toEqual([]); // not a byte came, so no set began
  expect(fs.readdirSync(database.storageDirectory)).toEqual([]);
  expect((await runLog(ctx, run.id)).at(-1)).toMatchObject({ level: "error" });
});

test("an incremental backup without a set to continue says so", async () => {
  const run = await ended(ctx, await begin(ctx, (await databaseAt(1)).id, "incremental"));
  expect(run.error).toMatchObject({ code: "no-set", retry: "full-instead" });
});

test("a run that waits for a silent server is cancelled within two seconds and leaves nothing", async () => {
  const database = await databaseAt(silentPort);
  const runId = await begin(ctx, database.id, "full");
  await until(ctx, runId, (run) => run.progress?.phase === "connecting");
  const asked = performance.now();
  await cancelRun(ctx, runId);
  const run = await ended(ctx, runId);
  expect(performance.now() - asked).toBeLessThan(2_000);
  expect(run).toMatchObject({ state: "cancelled", error: null });
  expect(run.phases.every((phase) => phase.finishedAt !== null)).toBe(true);
  expect(await listSets(ctx, database.id)).toEqual([]);
  expect(fs.readdirSync(database.storageDirectory)).toEqual([]);
});

test("a worker that is stopped ends its runs as stopped, and the next one goes on with the queue", async () => {
  const runId = await begin(ctx, (await databaseAt(silentPort)).id, "full");
  await until(ctx, runId, (run) => run.state === "running");
  await worker.stop();
  expect(await runById(ctx, runId)).toMatchObject({
    state: "failed",
    error: { code: "worker-stopped" },
  });
  const waiting = await begin(ctx, (await databaseAt(1)).id, "auto");
  expect(await runById(ctx, waiting)).toMatchObject({ state: "queued" });
  worker = await startTestWorker(ctx);
  expect(await ended(ctx, waiting)).toMatchObject({
    state: "failed",
    error: { code: "connect-refused" },
  });
});

test("a run whose worker died is found, failed, and its unfinished set removed", async () => {
  const database = await databaseAt(1);
  await worker.stop();
  const runId = await begin(ctx, database.id, "full");
  await claimRun(ctx, { runId, workerId: "dead" });
  const set = await createSet(ctx, { databaseId: database.id, fellBackBecause: null });
  fs.mkdirSync(path.join(set.directory, "store"), { recursive: true });
  await ctx.db.run.update({
    where: { id: runId },
    data: { setId: set.id, heartbeatAt: new Date(0) },
  });
  worker = await startTestWorker(ctx);
  expect(await ended(ctx, runId)).toMatchObject({
    state: "failed",
    error: { code: "worker-lost" },
  });
  expect(await setById(ctx, set.id)).toMatchObject({ state: "failed" });
  expect(fs.existsSync(set.directory)).toBe(false);
});

test("deleting a set takes its files and its row, and the run says which it was", async () => {
  const database = await databaseAt(1);
  const set = await setOnDisk(database);
  expect(await removeSet(ctx, { id: set.id, confirm: "no" })).toMatchObject({ ok: false });
  const answer = await removeSet(ctx, { id: set.id, confirm: set.id });
  const run = await ended(ctx, startedId(answer));
  expect(run).toMatchObject({ state: "succeeded", result: "set-deleted", setId: null });
  expect(run.reason).toContain(set.id);
  expect(await setById(ctx, set.id)).toBeNull();
  expect(fs.readdirSync(database.storageDirectory)).toEqual([]);
});

test("a deletion that was cut short at any step is finished at the next start", async () => {
  const database = await databaseAt(1);
  const renamed = await setOnDisk(database);
  const doomed = path.join(database.storageDirectory, `.deleting-${renamed.id}`);
  fs.renameSync(renamed.directory, doomed);
  const rowGone = await setOnDisk(database);
  const directory = rowGone.directory;
  await deleteSet(ctx, {
    ...rowGone,
    directory: path.join(database.storageDirectory, "elsewhere"),
  });
  fs.renameSync(directory, path.join(database.storageDirectory, `.deleting-${rowGone.id}`));
  const untouched = await setOnDisk(database);
  await finishDeletions(ctx);
  expect(fs.readdirSync(database.storageDirectory)).toEqual([untouched.id]);
  expect((await listSets(ctx, database.id)).map((set) => set.id)).toEqual([untouched.id]);
});

test("removing a database with its backups takes the directory and nothing else", async () => {
  const [doomed, other] = [await databaseAt(1), await databaseAt(1)];
  await setOnDisk(doomed);
  await setOnDisk(other);
  await removeDatabase(ctx, { id: doomed.id, deleteBackups: true, confirm: doomed.name });
  await expect.poll(() => fs.existsSync(doomed.storageDirectory)).toBe(false);
  await expect.poll(() => ctx.db.database.count({ where: { id: doomed.id } })).toBe(0);
  expect(fs.existsSync(other.storageDirectory)).toBe(true);
});

test("verifying a set that holds no backup marks it damaged and fails the run", async () => {
  const database = await databaseAt(1);
  const set = await setOnDisk(database);
  const answer = await verifySet(ctx, set.id);
  expect(await ended(ctx, startedId(answer))).toMatchObject({
    state: "failed",
    error: { code: "damaged-backup" },
  });
  expect(await setById(ctx, set.id)).toMatchObject({ state: "damaged", verifyOk: false });
});

test("a set whose directory is gone is not continued twice", async () => {
  const database = await databaseAt(1);
  const set = await setOnDisk(database);
  fs.rmSync(set.directory, { recursive: true });
  const run = await ended(ctx, await begin(ctx, database.id, "auto"));
  expect(run.error).toMatchObject({ code: "set-missing" });
  expect(await setById(ctx, set.id)).toMatchObject({ state: "damaged" });
  expect((await listRuns(ctx, { databaseId: database.id })).items).toHaveLength(1);
});
