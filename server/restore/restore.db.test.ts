import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { History, inspect } from "neo4j-backup";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { downloadRestore } from "../api/restore-download.ts";
import { type SetDto, setById } from "../backup-sets/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { saveRetention } from "../retention/index.ts";
import {
  claimRun,
  listRuns,
  type RestorePointDto,
  type RunDto,
  removeSet,
  retryRun,
  runById,
  runLog,
  type StartAnswer,
} from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import {
  type SampleSource,
  sampleDatabase,
  sampleSet,
  startSampleSource,
} from "../testing/sample-source.ts";
import { carriedOut, ended, startedId, startTestWorker } from "../testing/worker.ts";
import { ActiveRuns } from "../worker/active-runs.ts";
import { deleteSet } from "../worker/delete-set.ts";
import { RunRecorder } from "../worker/recorder.ts";
import { runRestore } from "../worker/restore-run.ts";
import type { RunningWorker } from "../worker/worker.ts";
import { planAnswer, restoreRoot, startRestore } from "./index.ts";

const ctx = testContext();
let worker: RunningWorker;
let source: SampleSource;
let database: DatabaseRow;
let set: SetDto;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
  source = await startSampleSource();
  database = await sampleDatabase(ctx, source);
  set = await sampleSet(ctx, source, database);
});
afterAll(async () => {
  await worker.stop();
  await source.close();
});

const latest = { latest: true } as const;
const target = (name: string): string => path.join(ctx.restoreRoot, name);
const begin = (directory: string, to: RestorePointDto = latest): Promise<StartAnswer> =>
  startRestore(ctx, { setId: set.id, to, directory });
const restored = async (directory: string, to?: RestorePointDto): Promise<RunDto> =>
  await ended(ctx, startedId(await begin(directory, to)));
/** A restore that some other worker, alive and slow, is carrying out. */
async function heldByAnother(directory: string): Promise<string> {
  await worker.stop();
  const runId = startedId(await begin(directory));
  await claimRun(ctx, { runId, workerId: "slow" });
  await ctx.db.run.update({
    where: { id: runId },
    data: { heartbeatAt: new Date("2100-01-01") },
  });
  worker = await startTestWorker(ctx);
  return runId;
}
const letGo = (id: string) =>
  ctx.db.run.update({ where: { id }, data: { state: "cancelled", finishedAt: new Date() } });

test("a plan says what is reached and what is lost, and changes nothing", async () => {
  const answer = await planAnswer(ctx, { setId: set.id, to: { transaction: 226 } });
  if (!answer.ok) throw new Error(answer.error.message);
  expect(answer.plan).toMatchObject({ reached: { tx: 226 }, opensWith: "Neo4j 2.3" });
  expect(answer.plan.freeBytes).toBeGreaterThan(0);
  expect(answer.loss).toMatchObject({ transactions: 5 });
  expect(answer.loss.lastAt).toEqual(set.lastCommitAt);
  expect(answer.loss.nodes.created).toBeGreaterThan(0);
  expect(answer.defaultDirectory).toBe(`${database.slug}-226`);
  expect(answer.directoryProblem).toBeNull();
  expect(answer.command).toContain(`${target(answer.defaultDirectory)} -to-transaction 226`);
  expect(fs.readdirSync(ctx.restoreRoot)).toEqual([]);
  const whole = await planAnswer(ctx, { setId: set.id, to: latest });
  expect(whole).toMatchObject({ ok: true, loss: { transactions: 0, firstAt: null } });
  expect(await planAnswer(ctx, { setId: set.id, to: { transaction: 999 } })).toMatchObject({
    ok: false,
    error: { code: "not-a-restore-point", retry: "never" },
  });
  expect((await restoreRoot(ctx)).freeBytes).toBeGreaterThan(0);
});

test("a restore makes a directory that ends with its transaction, proven, as a run of its own", async () => {
  const run = await restored("to-226", { transaction: 226 });
  expect(run).toMatchObject({
    state: "succeeded",
    result: "restored",
    setId: set.id,
    lastTx: 226,
    error: null,
    restore: { directory: "to-226", to: { transaction: 226 }, outcome: { isProven: true } },
  });
  expect(run.files).toBeGreaterThan(10);
  expect(run.bytes).toBeGreaterThan(0);
  expect(run.restore?.outcome?.target).toBe(target("to-226"));
  expect(run.phases.map((one) => one.phase)).toEqual(
    expect.arrayContaining(["reading-target", "copying", "publishing"]),
  );
  expect((await inspect(target("to-226"))).lastTx).toBe(226);
  expect((await runLog(ctx, run.id))[0]?.text).toContain("up to transaction 226");
  const listed = await listRuns(ctx, { databaseId: database.id, asked: ["restore"] });
  expect(listed.items.map((one) => one.id)).toContain(run.id);
});

test("a time restores to the last commit at or before it", async () => {
  const history = await History.open(path.join(set.directory, "store"), {
    manifestPath: path.join(set.directory, "manifest.json"),
    indexDirectory: path.join(set.directory, "index"),
  });
  const { committedAt } = await history.transaction(229);
  const [expected] = await history.newest({ to: committedAt }, undefined, 1);
  const run = await restored("to-time", { time: new Date(committedAt) });
  expect(run.lastTx).toBe(expected?.tx);
  expect(run.restore?.to).toEqual({ time: new Date(committedAt) });
  expect((await inspect(target("to-time"))).lastTx).toBe(expected?.tx);
});

test("a directory with something in it is refused, and so is every name that is more than a name", async () => {
  fs.mkdirSync(target("taken"));
  fs.writeFileSync(path.join(target("taken"), "diary.txt"), "mine");
  expect(await begin("taken")).toMatchObject({
    ok: false,
    reason: expect.stringContaining("not empty"),
  });
  expect(fs.readdirSync(target("taken"))).toEqual(["diary.txt"]);
  fs.symlinkSync(set.directory, target("link"));
  expect(await begin("link")).toMatchObject({ ok: false, reason: expect.stringContaining("link") });
  for (const name of ["..", "../x", "a/b", ".hidden", "a.b", "", "/etc", "a\0b"])
    expect(await begin(name)).toMatchObject({ ok: false });
  expect(await begin("beyond", { transaction: 4_000 })).toMatchObject({ ok: false });
  const plan = await planAnswer(ctx, { setId: set.id, to: latest, directory: "taken" });
  expect(plan).toMatchObject({ ok: true, directoryProblem: expect.stringContaining("not empty") });
});

test("a restore root among the backups is refused", async () => {
  const inside = { ...ctx, restoreRoot: set.directory };
  const to = latest;
  expect(await startRestore(inside, { setId: set.id, to, directory: "x" })).toMatchObject({
    ok: false,
    reason: expect.stringContaining("lies among the backups"),
  });
  const around = { ...ctx, restoreRoot: path.dirname(ctx.storageRoot) };
  const directory = path.basename(ctx.storageRoot);
  expect(await startRestore(around, { setId: set.id, to, directory })).toMatchObject({ ok: false });
});

test("of two restores to one directory one is let in; another directory is another matter", async () => {
  const answers = await Promise.all([begin("contested"), begin("contested"), begin("contested")]);
  const started = answers.filter((answer) => answer.ok);
  expect(started).toHaveLength(1);
  for (const answer of answers)
    if (!answer.ok) expect(answer).toMatchObject({ run: { restore: { directory: "contested" } } });
  const beside = await restored("uncontested");
  expect(beside.state).toBe("succeeded");
  expect((await ended(ctx, startedId(started[0] as StartAnswer))).state).toBe("succeeded");
});

test("a restore that is going on does not keep a backup from running, but keeps its set from deletion", async () => {
  const runId = await heldByAnother("slow");
  expect(await carriedOut(ctx, database.id, "auto")).toMatchObject({
    state: "succeeded",
    result: "nothing-new",
  });
  const other = await sampleSet(ctx, source, await sampleDatabase(ctx, source));
  expect(await removeSet(ctx, { id: set.id, confirm: set.id })).toMatchObject({
    ok: false,
    run: { id: runId },
  });
  const reading = await setById(ctx, set.id);
  expect(reading?.inUse).toBe(true);
  expect(await deleteSet(ctx, set)).toBe("a restore is reading it");
  expect(fs.existsSync(set.directory)).toBe(true);
  expect(await deleteSet(ctx, other)).toBeNull();
  await saveRetention(ctx, database.id, { keepSets: 1, windowDays: null, minimumGoodSets: 1 });
  await carriedOut(ctx, database.id, "full");
  expect(await setById(ctx, set.id)).not.toBeNull();
  await letGo(runId);
  await saveRetention(ctx, database.id, { keepSets: null, windowDays: null, minimumGoodSets: 1 });
});

test("a restore that is stopped while it copies ends within two seconds and leaves nothing", async () => {
  await worker.stop();
  const runId = startedId(await begin("stopped"));
  const ids = { runId, workerId: "w" };
  const run = (await claimRun(ctx, ids)) as RunDto;
  const active = new ActiveRuns();
  const signal = active.begin(runId);
  const recorder = new RunRecorder(ctx, ids, () => {});
  let stoppedAt = 0;
  const onProgress = (progress: Parameters<RunRecorder["onProgress"]>[0]): void => {
    if (progress.phase !== "copying" || stoppedAt) return;
    stoppedAt = performance.now();
    active.stop(runId, "cancelled");
  };
  Object.defineProperty(recorder, "onProgress", { value: onProgress });
  await expect(runRestore({ ctx, run, ids, signal, recorder }, set)).rejects.toMatchObject({
    code: "cancelled",
  });
  await recorder.stop();
  expect(stoppedAt).toBeGreaterThan(0);
  expect(performance.now() - stoppedAt).toBeLessThan(2_000);
  expect(fs.existsSync(target("stopped"))).toBe(false);
  await letGo(runId);
  worker = await startTestWorker(ctx);
});

test("a restore whose worker died is failed, what it had gathered goes, and it can be tried again", async () => {
  await worker.stop();
  const runId = startedId(await begin("orphan"));
  await claimRun(ctx, { runId, workerId: "dead" });
  fs.mkdirSync(path.join(target("orphan"), ".holdfast-staging"), { recursive: true });
  fs.writeFileSync(path.join(target("orphan"), ".holdfast-staging", "neostore"), "half");
  await ctx.db.run.update({ where: { id: runId }, data: { heartbeatAt: new Date(0) } });
  worker = await startTestWorker(ctx);
  expect(await ended(ctx, runId)).toMatchObject({
    state: "failed",
    error: { code: "worker-lost" },
  });
  expect(fs.existsSync(target("orphan"))).toBe(false);
  const again = await ended(ctx, startedId(await retryRun(ctx, runId)));
  expect(again).toMatchObject({
    state: "succeeded",
    retryOf: runId,
    restore: { directory: "orphan", to: latest },
  });
  expect((await setById(ctx, set.id))?.state).toBe("good");
});

test("a restore whose worker died while it was published is finished, and its run says so", async () => {
  await restored("whole");
  await worker.stop();
  const runId = startedId(await begin("published"));
  await claimRun(ctx, { runId, workerId: "dead" });
  const staging = path.join(target("published"), ".holdfast-staging");
  fs.cpSync(target("whole"), staging, { recursive: true });
  const names = fs.readdirSync(target("whole"));
  fs.writeFileSync(path.join(staging, ".holdfast-publish.json"), JSON.stringify(names));
  const moved = "neostore.nodestore.db";
  fs.renameSync(path.join(staging, moved), path.join(target("published"), moved));
  await ctx.db.run.update({ where: { id: runId }, data: { heartbeatAt: new Date(0) } });
  worker = await startTestWorker(ctx);
  expect(await ended(ctx, runId)).toMatchObject({ error: { code: "worker-lost" } });
  await vi.waitFor(async () =>
    expect((await runLog(ctx, runId)).map(({ text }) => text)).toContainEqual(
      expect.stringContaining(`the store is in ${target("published")}`),
    ),
  );
  expect(fs.readdirSync(target("published")).sort()).toEqual(names.sort());
  expect(await inspect(target("published"))).toMatchObject({ lastTx: 231 });
});

test("transactions are applied to the copy where that is asked for, and it says what is left to Neo4j", async () => {
  const answer = await planAnswer(ctx, { setId: set.id, to: latest, replayed: true });
  expect(answer).toMatchObject({ ok: true, command: expect.stringMatching(/ -replayed$/) });
  const run = await ended(
    ctx,
    startedId(
      await startRestore(ctx, { setId: set.id, to: latest, directory: "applied", replayed: true }),
    ),
  );
  expect(run.restore).toMatchObject({ replayed: true, directory: "applied" });
  const applied = run.restore?.outcome?.applied;
  expect(applied?.transactions).toBeGreaterThan(0);
  expect(applied?.remaining.join()).toContain("label scan store");
  const nodes = (name: string) => fs.readFileSync(path.join(target(name), "neostore.nodestore.db"));
  await restored("as-it-was");
  expect(nodes("applied").equals(nodes("as-it-was"))).toBe(false);
  const again = await retryRun(ctx, run.id);
  expect(again).toMatchObject({ ok: true, run: { restore: { replayed: true } } });
  expect(await ended(ctx, startedId(again))).toMatchObject({ state: "failed" });
});

test("what lies in the directory of a lost restore under other names stays", async () => {
  await worker.stop();
  const runId = startedId(await begin("shared"));
  await claimRun(ctx, { runId, workerId: "dead" });
  fs.mkdirSync(path.join(target("shared"), ".holdfast-staging"), { recursive: true });
  fs.writeFileSync(path.join(target("shared"), "diary.txt"), "mine");
  await ctx.db.run.update({ where: { id: runId }, data: { heartbeatAt: new Date(0) } });
  worker = await startTestWorker(ctx);
  await ended(ctx, runId);
  expect(fs.readFileSync(path.join(target("shared"), "diary.txt"), "utf8")).toBe("mine");
});

test("a changed byte fails the restore, names the file and leaves nothing", async () => {
  const damaged = await sampleSet(ctx, source, await sampleDatabase(ctx, source));
  const file = path.join(damaged.directory, "store", "neostore.nodestore.db");
  const bytes = fs.readFileSync(file);
  bytes[20] = (bytes[20] ?? 0) ^ 0xff;
  fs.writeFileSync(file, bytes);
  const answer = await startRestore(ctx, { setId: damaged.id, to: latest, directory: "damaged" });
  const run = await ended(ctx, startedId(answer));
  expect(run).toMatchObject({ state: "failed", error: { code: "damaged-backup" } });
  expect(run.error?.detail).toContain("neostore.nodestore.db");
  expect(fs.existsSync(target("damaged"))).toBe(false);
  expect((await runById(ctx, run.id))?.restore?.outcome).toBeNull();
});

const download = (query: string, setId = set.id, init: RequestInit = {}): Promise<Response> =>
  downloadRestore(
    new Request(`http://localhost:7600/api/restore/${setId}${query}`, {
      ...init,
      headers: { host: "localhost:7600" },
    }),
    setId,
    ctx,
  );

test("a download is the same restore as an archive", async () => {
  const answer = await download("?transaction=226");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-disposition")).toBe(
    `attachment; filename="${database.slug}-226.tar.gz"`,
  );
  const archive = target("archive.tar.gz");
  fs.writeFileSync(archive, Buffer.from(await answer.arrayBuffer()));
  fs.mkdirSync(target("unpacked"));
  execFileSync("tar", ["-xzf", archive, "-C", target("unpacked")]);
  expect((await inspect(path.join(target("unpacked"), "graph.db"))).lastTx).toBe(226);
});

test("what is wrong with a download is said in words before its first byte", async () => {
  expect((await download("?transaction=4000")).status).toBe(409);
  const both = await download("?transaction=226&time=2026-01-01T00:00:00Z");
  expect(both.status).toBe(400);
  expect(await both.json()).toEqual({ error: "transaction and time exclude each other" });
  expect((await download("?time=yesterday")).status).toBe(400);
  expect((await download("", "20200101T000000Z")).status).toBe(404);
  expect((await download("?transaction=-1")).status).toBe(400);
});

test("asking for the head of a download opens nothing that stays open", async () => {
  const answer = await download("?transaction=226", set.id, { method: "HEAD" });
  expect(answer.headers.get("content-disposition")).toContain("-226.tar.gz");
  expect(answer.body).toBeNull();
});

test("a download whose client goes away ends", async () => {
  const client = new AbortController();
  const answer = await download("", set.id, { signal: client.signal });
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  client.abort();
  await expect(
    (async () => {
      while (!(await reader.read()).done);
    })(),
  ).rejects.toBeDefined();
});

test("a file that was changed breaks the download off", async () => {
  const damaged = await sampleSet(ctx, source, await sampleDatabase(ctx, source));
  const file = path.join(damaged.directory, "store", "neostore.relationshipstore.db");
  const bytes = fs.readFileSync(file);
  bytes[40] = (bytes[40] ?? 0) ^ 0xff;
  fs.writeFileSync(file, bytes);
  const answer = await download("", damaged.id);
  expect(answer.status).toBe(200);
  await expect(answer.arrayBuffer()).rejects.toBeDefined();
});
