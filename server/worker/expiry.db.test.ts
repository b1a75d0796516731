import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSet, listSets, pinSet, recordBackup, setById } from "../backup-sets/index.ts";
import type { Cadence } from "../retention/cadence.ts";
import {
  bringBack,
  discardSet,
  factsOf,
  KEEP_ALL,
  liftHold,
  mayExpire,
  placeHold,
  saveRetention,
  settleDatabase,
  startExpiry,
} from "../retention/index.ts";
import { simulateAhead } from "../retention/simulate.ts";
import { claimRun, listRuns, removeSet, runById, runLog, startRun } from "../runs/index.ts";
import { testContext } from "../testing/context.ts";
import { ended, startedId, startTestWorker } from "../testing/worker.ts";
import { deleteSet, finishDeletions } from "./delete-set.ts";
import type { RunningWorker } from "./worker.ts";

const ctx = testContext();
const DAY = 86_400_000;
const LAST_ONE = { ...KEEP_ALL, keepSets: 1 };
let workers: RunningWorker[] = [];

beforeAll(async () => {
  workers = await Promise.all([startTestWorker(ctx), startTestWorker(ctx)]);
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
});

/** A database with sets on disk, oldest first. */
async function withSets(count: number) {
  const database = await ctx.newDatabase();
  const sets: string[] = [];
  for (let made = 0; made < count; made++) {
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
    sets.push(set.id);
  }
  // `…Z-10` comes after `…Z-9`
  const directories = () =>
    fs
      .readdirSync(database.storageDirectory)
      .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return { ...database, sets, directories };
}

const endGrace = (databaseId: string) =>
  ctx.db.backupSet.updateMany({
    where: { databaseId, NOT: { goesAt: null } },
    data: { goesAt: new Date(Date.now() - 1) },
  });

const expiries = async (databaseId: string) =>
  (await listRuns(ctx, { databaseId, asked: ["expire"] })).items;

test("files are there through the grace period and gone after it, with one run that says what and why", async () => {
  const database = await withSets(3);
  await saveRetention(ctx, database.id, LAST_ONE);
  await startExpiry(ctx, database.id);
  expect(await expiries(database.id)).toEqual([]);
  expect(database.directories()).toEqual(database.sets);
  await endGrace(database.id);
  await expect
    .poll(() => database.directories(), { timeout: 20_000 })
    .toEqual(database.sets.slice(2));
  const runs = await expiries(database.id);
  expect(runs).toHaveLength(1);
  const run = await ended(ctx, runs[0]?.id ?? "");
  expect(run).toMatchObject({
    state: "succeeded",
    result: "expired",
    trigger: "system",
    bytes: 18,
  });
  const lines = (await runLog(ctx, run.id)).map((line) => line.text);
  for (const gone of database.sets.slice(0, 2))
    expect(lines).toContain(`deleted backup set ${gone}: A newer good set exists.`);
});

test("two workers that let go and delete at once delete each set once, and never below the minimum", async () => {
  const database = await withSets(6);
  await saveRetention(ctx, database.id, { ...LAST_ONE, minimumGoodSets: 2 });
  await Promise.all(Array.from({ length: 6 }, () => settleDatabase(ctx, database.id)));
  await endGrace(database.id);
  await Promise.all(Array.from({ length: 6 }, () => startExpiry(ctx, database.id)));
  await expect
    .poll(() => database.directories(), { timeout: 20_000 })
    .toEqual(database.sets.slice(4));
  const [run] = await expiries(database.id);
  await ended(ctx, run?.id ?? "");
  const said = await Promise.all(
    (await expiries(database.id)).map(async (each) =>
      (await runLog(ctx, each.id)).map((line) => line.text),
    ),
  );
  for (const gone of database.sets.slice(0, 4))
    expect(said.flat().filter((line) => line.includes(`deleted backup set ${gone}:`))).toHaveLength(
      1,
    );
});

test("what speaks for a set is seen in the transaction that begins its deletion, however late it comes", async () => {
  const database = await withSets(4);
  const [pinned = "", held = "", back = "", newest = ""] = database.sets;
  await saveRetention(ctx, database.id, LAST_ONE);
  await settleDatabase(ctx, database.id);
  const before = await Promise.all([pinned, held, back].map((id) => setById(ctx, id)));
  await pinSet(ctx, { id: pinned });
  await placeHold(ctx, { databaseId: database.id, setId: held, reason: "case", until: null });
  await bringBack(ctx, { databaseId: database.id, setId: back });
  for (const set of before) {
    if (!set) throw new Error("the set is gone");
    const objection = await deleteSet(ctx, set, (tx) =>
      mayExpire(tx, set, { now: new Date(Date.now() + 400 * DAY), runId: database.id }),
    );
    expect(objection).toMatch(/pinned|legal hold/);
  }
  const last = await setById(ctx, newest);
  if (!last) throw new Error("the set is gone");
  const asked = (tx: Parameters<typeof mayExpire>[0]) =>
    mayExpire(tx, last, { now: new Date(Date.now() + 400 * DAY), runId: database.id });
  expect(await deleteSet(ctx, last, asked)).toBe("it was brought back");
  expect(database.directories()).toEqual(database.sets);
});

test("a verdict that makes the newer set a bad one saves the older one, between letting go and deletion", async () => {
  const database = await withSets(2);
  const [older = "", newer = ""] = database.sets;
  await saveRetention(ctx, database.id, LAST_ONE);
  await settleDatabase(ctx, database.id);
  expect((await setById(ctx, older))?.leaving).not.toBeNull();
  await ctx.db.backupSet.update({ where: { id: newer }, data: { checkOk: false } });
  await endGrace(database.id);
  await startExpiry(ctx, database.id);
  expect((await setById(ctx, older))?.leaving).toBeNull();
  expect(await expiries(database.id)).toEqual([]);
  expect(database.directories()).toEqual(database.sets);
});

test("a held set is deleted by nothing: not by hand, not at once, not by a run, not by a deletion that was cut short", async () => {
  const database = await withSets(2);
  const [setId = "", newer = ""] = database.sets;
  const hold = await placeHold(ctx, {
    databaseId: database.id,
    setId,
    reason: "case 4711",
    until: null,
  });
  expect(await removeSet(ctx, { id: setId, confirm: setId })).toMatchObject({ ok: false });
  const answer = await startRun(ctx, {
    ...{ databaseId: database.id, asked: "delete-set", trigger: "manual", setId },
  });
  const run = await ended(ctx, startedId(answer));
  expect(run).toMatchObject({ state: "failed", error: { code: "set-in-use" } });
  expect(run.error?.detail).toContain("case 4711");
  const set = await setById(ctx, setId);
  if (!set) throw new Error("the set is gone");
  fs.renameSync(set.directory, path.join(database.storageDirectory, `.deleting-${setId}`));
  expect(await finishDeletions(ctx)).toEqual([]);
  expect(database.directories()).toEqual([setId, newer]);
  expect(fs.existsSync(path.join(set.directory, "store", "neostore"))).toBe(true);

  await liftHold(ctx, { id: hold.id, reason: "case closed" });
  await discardSet(ctx, { setId, confirm: setId });
  await endGrace(database.id);
  await expect.poll(() => database.directories(), { timeout: 20_000 }).toEqual([newer]);
});

test("an expiry goes beside a run that is under way, and leaves alone the set that it uses", async () => {
  const database = await withSets(3);
  const [used = "", free = "", newest = ""] = database.sets;
  await saveRetention(ctx, database.id, LAST_ONE);
  await settleDatabase(ctx, database.id);
  const runId = await ctx.db.$transaction(async (tx) => {
    // claimed by a worker that is not one of these, so that it goes on for as long as it is wanted
    const row = await tx.run.create({
      data: {
        ...{ databaseId: database.id, setId: used, asked: "verify", trigger: "manual" },
        requestedAt: new Date(),
      },
    });
    return row.id;
  });
  await claimRun(ctx, { runId, workerId: "another" });
  await endGrace(database.id);
  await expect.poll(() => database.directories(), { timeout: 20_000 }).toEqual([used, newest]);
  expect(await runById(ctx, runId)).toMatchObject({ state: "running" });
  expect(await setById(ctx, free)).toBeNull();
  await ctx.db.run.update({ where: { id: runId }, data: { state: "cancelled" } });
  await expect.poll(() => database.directories(), { timeout: 20_000 }).toEqual([newest]);
});

test("day by day the executor does what the simulator foresaw", async () => {
  await Promise.all(workers.map((worker) => worker.stop())); // their clock is today's
  workers = [];
  const database = await withSets(5);
  for (const [at, days] of [40, 30, 20, 10, 1].entries()) {
    const time = new Date(Date.now() - days * DAY);
    await ctx.db.backupSet.update({
      where: { id: database.sets[at] ?? "" },
      data: { startedAt: time, baseEndAt: time, protectedAt: time },
    });
  }
  const policy = {
    ...{ ...KEEP_ALL, windowDays: 12 },
    gfs: { zone: "UTC", hour: null, day: null, week: 3, month: null, quarter: null, year: null },
  };
  await saveRetention(ctx, database.id, policy);
  const start = Date.now();
  const cadence: Cadence = {
    ...{ fullEveryHours: null, fullTimes: null, basis: "sets", baseBytes: 9, logBytesPerDay: 0 },
  };
  const foreseen = simulateAhead(await factsOf(ctx.db, database.id, new Date(start)), 45, {
    ...{ policy, cadence, graceDays: 7, now: new Date(start) },
  });
  const there = new Set(database.sets);
  for (const { at, sets } of foreseen.days) {
    const moved = { ...ctx, clock: { now: () => at } };
    await ctx.db.backupSet.update({
      where: { id: database.sets[4] ?? "" },
      data: { protectedAt: at }, // what incremental backups would do
    });
    for (const { id } of (await settleDatabase(moved, database.id)).due) {
      const set = await setById(moved, id);
      if (set)
        await deleteSet(moved, set, (tx) => mayExpire(tx, set, { now: at, runId: set.databaseId }));
      there.delete(id);
    }
    const left = (await listSets(ctx, database.id)).map((set) => set.id);
    expect(left.sort(), at.toISOString()).toEqual([...there].sort());
    expect(sets.map((set) => set.id).sort(), at.toISOString()).toEqual(left);
  }
  expect(there.size).toBeLessThan(5);
});
