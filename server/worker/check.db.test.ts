import { randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  findingsOf,
  listSets,
  type SetDto,
  scratchOf,
  setById,
  setTotals,
} from "../backup-sets/index.ts";
import type { DatabaseRow, VerifyPolicy } from "../databases/index.ts";
import { saveRetention } from "../retention/index.ts";
import { checkSet, claimRun, listRuns, type RunDto, runLog } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import {
  SAMPLE,
  type SampleSource,
  sampleDatabase,
  startSampleSource,
} from "../testing/sample-source.ts";
import { carriedOut, ended, startedId, startTestWorker } from "../testing/worker.ts";
import { ActiveRuns } from "./active-runs.ts";
import { runCheck } from "./check-run.ts";
import { startDueChecks } from "./due-checks.ts";
import { RunRecorder } from "./recorder.ts";
import { clearScratch } from "./scratch.ts";
import { storeOf } from "./set-files.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
const DAY = 86_400_000;
const NODES = "neostore.nodestore.db";
const NODE_BYTES = 15;
let worker: RunningWorker;
let source: SampleSource;

beforeAll(async () => {
  worker = await startTestWorker(ctx);
  source = await startSampleSource();
  source.reveal(SAMPLE.lastTx);
});
afterAll(async () => {
  await worker.stop();
  await source.close();
});

/** Lets a node begin its relationships with one that is not there. */
function contradict(directory: string, node = 3): void {
  const file = path.join(directory, NODES);
  const bytes = fs.readFileSync(file);
  bytes.writeUInt32BE(0x00ff_fff0, node * NODE_BYTES + 1);
  fs.writeFileSync(file, bytes);
}
const databaseWith = (when: VerifyPolicy["when"], everyDays: number | null = null) =>
  sampleDatabase(ctx, source, { when, everyDays });
const newest = async (database: DatabaseRow): Promise<SetDto> =>
  (await listSets(ctx, database.id))[0] as SetDto;
const phases = (run: RunDto): string[] => run.phases.map((one) => one.phase);
const scratchIn = (set: SetDto): string[] =>
  fs.readdirSync(set.directory).filter((name) => name.startsWith("scratch-"));

test("a full backup is checked before its run ends, and the set says what was and was not looked at", async () => {
  const database = await databaseWith("after-full");
  const run = await carriedOut(ctx, database.id, "full");
  expect(run).toMatchObject({ state: "succeeded", result: "full", inconsistent: false });
  expect(phases(run)).toEqual(expect.arrayContaining(["indexing", "checking"]));
  const set = await newest(database);
  expect(set.check).toMatchObject({ ok: true, lastTx: SAMPLE.lastTx, totals: {}, findings: [] });
  expect(set.check?.checked.length).toBeGreaterThan(3);
  expect(set.check?.notChecked.join()).toMatch(/Lucene/);
  expect(scratchIn(set)).toEqual([]);
});

test("an incremental backup is checked only where each one is to be, and says how far it looked", async () => {
  for (const when of ["after-full", "after-each"] as const) {
    const database = await databaseWith(when);
    source.reveal(SAMPLE.middleTx);
    await carriedOut(ctx, database.id, "full");
    source.reveal(SAMPLE.lastTx);
    const run = await carriedOut(ctx, database.id, "incremental");
    expect(phases(run).includes("checking")).toBe(when === "after-each");
    const checkedTo = when === "after-each" ? SAMPLE.lastTx : SAMPLE.middleTx;
    expect((await newest(database)).check).toMatchObject({ ok: true, lastTx: checkedTo });
    const again = await carriedOut(ctx, database.id, "incremental");
    expect(phases(again)).not.toContain("checking");
  }
});

test("checks that are off leave the set without a verdict, until one is asked for", async () => {
  const database = await databaseWith("off");
  await carriedOut(ctx, database.id, "full");
  const set = await newest(database);
  expect(set.check).toBeNull();
  const run = await ended(ctx, startedId(await checkSet(ctx, set.id)));
  expect(run).toMatchObject({ state: "succeeded", result: "checked", lastTx: SAMPLE.lastTx });
  expect((await setById(ctx, set.id))?.check?.ok).toBe(true);
  expect(scratchIn(set)).toEqual([]);
});

test("an inconsistent backup is kept and marked, its run says so, and it counts as no good one", async () => {
  const odd = await startSampleSource();
  try {
    const database = await databaseWith("after-full");
    await carriedOut(ctx, database.id, "full");
    const good = await newest(database);
    contradict(odd.directory);
    odd.reveal(SAMPLE.middleTx);
    await ctx.db.database.update({ where: { id: database.id }, data: { port: odd.port } });
    await saveRetention(ctx, database.id, { keepSets: 1, windowDays: null, minimumGoodSets: 1 });
    const run = await carriedOut(ctx, database.id, "full");
    expect(run).toMatchObject({ state: "succeeded", result: "full", inconsistent: true });
    const set = await newest(database);
    expect(set).toMatchObject({ id: run.setId, state: "good", verifyOk: true });
    expect(set.check?.ok).toBe(false);
    expect(Object.values(set.check?.totals ?? {}).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    const [first] = set.check?.findings ?? [];
    expect(first).toMatchObject({ store: NODES, recordId: 3, offset: 3 * NODE_BYTES });
    expect(await findingsOf(ctx, set.id)).toEqual(set.check?.findings);
    expect((await runLog(ctx, run.id)).map((line) => line.text)).toContain(first?.message);
    expect((await setTotals(ctx, database.id)).get(database.id)).toMatchObject({
      setCount: 2,
      goodSetCount: 1,
    });
    expect(await setById(ctx, good.id)).not.toBeNull();
    const checked = await ended(ctx, startedId(await checkSet(ctx, set.id)));
    expect(checked).toMatchObject({ state: "failed", error: { code: "inconsistent" } });
    expect(checked.error?.detail).toContain(first?.message);
    expect(await setById(ctx, set.id)).toMatchObject({ state: "good", verifyOk: true });
    odd.reveal(SAMPLE.lastTx);
    const next = await carriedOut(ctx, database.id, "auto");
    expect(next).toMatchObject({ result: "incremental", setId: set.id, inconsistent: false });
    expect((await listRuns(ctx, { databaseId: database.id, asked: ["expire"] })).items).toEqual([]);
  } finally {
    await odd.close();
  }
});

test("inconsistencies of bytes that changed since the backup are damage, not the database's", async () => {
  const database = await databaseWith("off");
  await carriedOut(ctx, database.id, "full");
  const set = await newest(database);
  contradict(storeOf(set));
  const run = await ended(ctx, startedId(await checkSet(ctx, set.id)));
  expect(run).toMatchObject({ state: "failed", error: { code: "damaged-backup" } });
  expect(run.error?.message).toContain(NODES);
  expect(await setById(ctx, set.id)).toMatchObject({ state: "damaged", verifyOk: false });
});

test("a check that is stopped ends within two seconds and leaves no scratch and no verdict", async () => {
  const database = await databaseWith("off");
  await carriedOut(ctx, database.id, "full");
  const set = await newest(database);
  await worker.stop();
  const runId = startedId(await checkSet(ctx, set.id));
  const ids = { runId, workerId: "w" };
  const run = (await claimRun(ctx, ids)) as RunDto;
  const active = new ActiveRuns();
  const signal = active.begin(runId);
  const recorder = new RunRecorder(ctx, ids, () => {});
  let stoppedAt = 0;
  const onProgress = (): void => {
    stoppedAt ||= performance.now();
    active.stop(runId, "cancelled");
  };
  Object.defineProperty(recorder, "onProgress", { value: onProgress });
  await expect(runCheck({ ctx, run, ids, signal, recorder }, set)).rejects.toMatchObject({
    code: "cancelled",
  });
  await recorder.stop();
  expect(performance.now() - stoppedAt).toBeLessThan(2_000);
  expect(scratchIn(set)).toEqual([]);
  expect((await setById(ctx, set.id))?.check).toBeNull();
  await ctx.db.run.update({
    where: { id: runId },
    data: { state: "cancelled", finishedAt: new Date() },
  });
  worker = await startTestWorker(ctx);
});

test("a check is started by itself once the newest verdict has its age, one at a time", async () => {
  const database = await databaseWith("off", 7);
  const checks = async () =>
    (await listRuns(ctx, { databaseId: database.id, asked: ["check"] })).items;
  const later = (days: number) => ({
    ...ctx,
    clock: { now: () => new Date(Date.now() + days * DAY) },
  });
  await startDueChecks(ctx);
  expect(await checks()).toEqual([]); // nothing to check yet
  await carriedOut(ctx, database.id, "full");
  await Promise.all([startDueChecks(ctx), startDueChecks(ctx)]);
  const [first, ...more] = await checks();
  expect(more).toEqual([]);
  expect(first).toMatchObject({ trigger: "schedule" });
  expect((await ended(ctx, first?.id ?? "")).state).toBe("succeeded");
  await startDueChecks(later(6));
  expect(await checks()).toHaveLength(1);
  await startDueChecks(later(7));
  const [second] = await checks();
  expect(second?.id).not.toBe(first?.id);
  expect((await ended(ctx, second?.id ?? "")).state).toBe("succeeded");
});

test("scratch that a run which is over has left in a set is cleared, that of a running one stays", async () => {
  const database = await databaseWith("off");
  const run = await carriedOut(ctx, database.id, "full");
  const set = await newest(database);
  const left = [scratchOf(set, run.id), scratchOf(set, randomUUID())];
  for (const directory of left) fs.mkdirSync(path.join(directory, "inner"), { recursive: true });
  await worker.stop();
  const running = startedId(await checkSet(ctx, set.id));
  await claimRun(ctx, { runId: running, workerId: "slow" });
  fs.mkdirSync(scratchOf(set, running));
  fs.mkdirSync(path.join(set.directory, "scratch-of-mine"));
  expect((await clearScratch(ctx)).sort()).toEqual(left.sort());
  expect(scratchIn(set).sort()).toEqual(
    ["scratch-of-mine", path.basename(scratchOf(set, running))].sort(),
  );
  await ctx.db.run.update({ where: { id: running }, data: { heartbeatAt: new Date(0) } });
  worker = await startTestWorker(ctx);
  expect(await ended(ctx, running)).toMatchObject({ error: { code: "worker-lost" } });
  expect(fs.existsSync(scratchOf(set, running))).toBe(false);
});
