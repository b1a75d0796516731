import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { daysOf, listOverview, overviewById } from "./index.ts";

const ctx = testContext();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse("2026-11-24T12:00:00Z");
const at = (hoursAgo: number): Date => new Date(NOW - hoursAgo * HOUR);
const here = (): Context => ({ ...ctx, clock: { now: () => new Date(NOW) } });

interface SeedRun {
  ago: number;
  state?: string;
  result?: string | null;
  asked?: string;
  lastTx?: number;
  bytes?: number;
  errorCode?: string;
  inconsistent?: boolean;
  seenTx?: number;
}

async function database(patch: Record<string, unknown> = {}): Promise<string> {
  const { id } = await ctx.newDatabase();
  await ctx.db.database.update({ where: { id }, data: { createdAt: at(24 * 60), ...patch } });
  return id;
}

async function run(databaseId: string, seed: SeedRun): Promise<string> {
  const state = seed.state ?? "succeeded";
  const { id } = await ctx.db.run.create({
    data: {
      databaseId,
      asked: seed.asked ?? "auto",
      trigger: "schedule",
      state,
      result:
        seed.result === undefined ? (state === "succeeded" ? "incremental" : null) : seed.result,
      requestedAt: at(seed.ago),
      startedAt: at(seed.ago),
      finishedAt: at(seed.ago),
      ...(seed.lastTx === undefined ? {} : { lastTx: BigInt(seed.lastTx) }),
      ...(seed.bytes === undefined ? {} : { bytes: BigInt(seed.bytes) }),
      ...(state === "failed"
        ? { errorCode: seed.errorCode ?? "closed-early", error: { code: "closed-early" } }
        : {}),
      ...(seed.seenTx ? { progress: { lastTx: seed.seenTx } } : {}),
      inconsistent: seed.inconsistent ?? false,
      ...(seed.asked === "restore" ? { params: { to: { latest: true }, directory: "x" } } : {}),
    },
  });
  return id;
}

let sets = 0;
async function set(databaseId: string, patch: Record<string, unknown> = {}): Promise<string> {
  const { id } = await ctx.db.backupSet.create({
    data: {
      id: `set-${++sets}`,
      databaseId,
      state: "good",
      startedAt: at(48),
      protectedAt: at(2),
      lastTx: 100n,
      lastCommitAt: at(5),
      baseBytes: 1_000n,
      verifiedAt: at(48),
      verifyOk: true,
      ...patch,
    },
  });
  return id;
}

test("what would be lost counts from the last look, when the source had nothing newer then", async () => {
  const id = await database();
  await set(id);
  const { rpo } = await overviewById(here(), id);
  expect(rpo).toMatchObject({
    since: at(2),
    ageMillis: 2 * HOUR,
    basis: "look",
    newestCommitAt: at(5),
    targetMinutes: 24 * 60,
    targetFrom: "default",
    isOverdue: false,
    unprotectedTransactions: null,
  });
});

test("a target that was set decides what is overdue", async () => {
  const id = await database({ targetMinutes: 60 });
  await set(id);
  expect((await overviewById(here(), id)).rpo).toMatchObject({
    targetMinutes: 60,
    targetFrom: "set",
    isOverdue: true,
  });
});

test("a database that was never backed up is overdue once its target has passed since it was added", async () => {
  const young = await database({ createdAt: at(23) });
  const old = await database({ createdAt: at(25) });
  expect((await overviewById(here(), young)).rpo).toMatchObject({
    basis: "never",
    isOverdue: false,
  });
  expect((await overviewById(here(), old)).rpo).toMatchObject({ since: null, isOverdue: true });
});

test("transactions that a failed run saw and did not keep are known to be unprotected", async () => {
  const id = await database();
  await set(id, { lastTx: 100n });
  await run(id, { ago: 1, state: "failed", errorCode: "closed-early", seenTx: 142 });
  expect((await overviewById(here(), id)).rpo).toMatchObject({
    unprotectedTransactions: 42,
    unprotectedSeenAt: at(1),
  });
});

test("flaws of older sets stay known, and whether the newest has one", async () => {
  const id = await database();
  const odd = await set(id, { startedAt: at(400), checkOk: false, checkedAt: at(399) });
  await set(id);
  const broken = await set(id, { startedAt: at(24), verifyOk: false });
  const { flaws } = await overviewById(here(), id);
  expect(flaws).toEqual([
    { setId: broken, kind: "damaged", startedAt: at(24), isNewest: true },
    { setId: odd, kind: "inconsistent", startedAt: at(400), isNewest: false },
  ]);
});

test("a verification is stale after 30 days, or two days after the planned check was due", async () => {
  const fresh = await database();
  await set(fresh, { startedAt: at(900), verifiedAt: at(29 * 24) });
  const stale = await database();
  await set(stale, { startedAt: at(900), verifiedAt: at(31 * 24) });
  const never = await database();
  await set(never, { startedAt: at(31 * 24), verifiedAt: null, verifyOk: null });
  const planned = await database({ verifyEveryDays: 7 });
  await set(planned, { startedAt: at(900), verifiedAt: at(10 * 24) });
  const of = async (id: string) => (await overviewById(here(), id)).verification;
  expect(await of(fresh)).toMatchObject({ isStale: false, limitDays: 30 });
  expect(await of(stale)).toMatchObject({ isStale: true });
  expect(await of(never)).toMatchObject({ isStale: true, at: null });
  expect(await of(planned)).toMatchObject({ isStale: true, limitDays: 9 });
  expect(await of(await database())).toBeNull();
});

test("growth is what the runs of two weeks brought, by the day", async () => {
  const id = await database();
  for (let day = 10; day >= 0; day--)
    await run(id, { ago: day * 24, lastTx: 1_000 - day * 10, bytes: 500 });
  const { growth } = await overviewById(here(), id);
  expect(growth).toEqual({ perDayBytes: 550, perDayTransactions: 10, days: 10 });
  const young = await database();
  await run(young, { ago: 1, lastTx: 5, bytes: 7 });
  expect((await overviewById(here(), young)).growth.perDayBytes).toBeNull();
});

test("days behind the target are painted, days on which nothing was due stay quiet", async () => {
  const id = await database({ targetMinutes: 36 * 60 });
  await run(id, { ago: 40 * 24, result: "full" });
  await run(id, { ago: 39 * 24 });
  for (const day of [38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20])
    await run(id, { ago: day * 24 });
  // then four days without one: the first and a half are within the target
  await run(id, { ago: 16 * 24 });
  for (let day = 15; day >= 0; day--) await run(id, { ago: day * 24 });
  const { days, byDatabase } = await daysOf(here(), "UTC", id);
  expect(days).toHaveLength(30);
  expect(days.at(-1)).toBe("2026-11-24");
  const behind = byDatabase[id]?.cells.filter((cell) => cell.behindMillis > 0);
  expect(behind?.map((cell) => [cell.day, cell.behindMillis / HOUR])).toEqual([
    ["2026-11-06", 24],
    ["2026-11-07", 24],
    ["2026-11-08", 12],
  ]);
  const quiet = byDatabase[id]?.cells.find((cell) => cell.day === "2026-11-05");
  expect(quiet).toBeUndefined();
});

test("a target counts from when it was set; before, a day", async () => {
  const id = await database({ targetMinutes: 60, targetSetAt: at(36) });
  for (let day = 40; day >= 0; day--) await run(id, { ago: day * 24 });
  const { byDatabase } = await daysOf(here(), "UTC", id);
  const behind = byDatabase[id]?.cells.filter((cell) => cell.behindMillis > 0);
  expect(behind?.map((cell) => [cell.day, cell.behindMillis / HOUR])).toEqual([
    ["2026-11-23", 12 + 11],
    ["2026-11-24", 12],
  ]);
});

test("a database that nobody backs up is behind until now, one that was just added is not", async () => {
  const id = await database({ createdAt: at(4 * 24) });
  const young = await database({ createdAt: at(3) });
  const { byDatabase } = await daysOf(here(), "UTC");
  const hours = byDatabase[id]?.cells.map((cell) => cell.behindMillis / HOUR);
  expect(hours?.reduce((all, one) => all + one, 0)).toBe(3 * 24);
  expect(byDatabase[young]?.cells).toEqual([]);
});

test("a day holds all that its runs came to, restores apart", async () => {
  const id = await database();
  await run(id, { ago: 1, lastTx: 5, bytes: 10 });
  const newest = await run(id, { ago: 0.5, lastTx: 6, bytes: 10 });
  await run(id, { ago: 2, state: "failed", errorCode: "closed-early" });
  await run(id, { ago: 3, inconsistent: true, result: "full", bytes: 5 });
  await run(id, { ago: 4, state: "failed", asked: "check", errorCode: "inconsistent" });
  await run(id, { ago: 5, state: "cancelled" });
  await run(id, { ago: 6, result: "fell-back-to-full" });
  await run(id, { ago: 7, asked: "expire", result: "expired" });
  await run(id, { ago: 8, asked: "restore", state: "failed" });
  const { byDatabase } = await daysOf(here(), "UTC", id);
  const [cell] = byDatabase[id]?.cells.filter((one) => one.day === "2026-11-24") ?? [];
  const counts = Object.fromEntries(cell?.outcomes.map((one) => [one.outcome, one.count]) ?? []);
  expect(counts).toEqual({
    "backed-up": 2,
    failed: 1,
    inconsistent: 2,
    cancelled: 1,
    "fell-back": 1,
    tended: 1,
  });
  expect(cell?.outcomes.find((one) => one.outcome === "backed-up")?.runId).toBe(newest);
  expect(cell?.bytes).toBe(25);
});

test("each day of a stretch of continuous protection is protected, and none is behind", async () => {
  const id = await database({ targetMinutes: 60, createdAt: at(60) });
  await ctx.db.run.create({
    data: {
      databaseId: id,
      asked: "follow",
      trigger: "system",
      state: "running",
      requestedAt: at(60),
      startedAt: at(60),
      heartbeatAt: at(0),
    },
  });
  const { byDatabase } = await daysOf(here(), "UTC", id);
  expect(byDatabase[id]?.cells).toMatchObject([
    { day: "2026-11-22", outcomes: [{ outcome: "followed" }], behindMillis: 0 },
    { day: "2026-11-23", outcomes: [{ outcome: "followed" }], behindMillis: 0 },
    { day: "2026-11-24", outcomes: [{ outcome: "followed" }], behindMillis: 0 },
  ]);
});

test("a day is the asker's: the same run lies on another date elsewhere", async () => {
  const id = await database();
  await run(id, { ago: 13 });
  const dayIn = async (zone: string) =>
    (await daysOf(here(), zone, id)).byDatabase[id]?.cells.find((cell) => cell.outcomes.length > 0)
      ?.day;
  expect(await dayIn("UTC")).toBe("2026-11-23");
  expect(await dayIn("Asia/Tokyo")).toBe("2026-11-24");
});

test("200 databases with a month of runs are told by as many queries as one, within seconds", async () => {
  const one = await operationsOf(ctx);
  await seedMany(200, 60);
  const many = await operationsOf(ctx);
  expect(many.count).toBeGreaterThan(200);
  expect(many.operations).toBe(one.operations);
  expect(many.operations).toBeLessThan(30);
  expect(many.millis, "milliseconds on a busy machine").toBeLessThan(10_000);
});

/** How often the rooms ask Postgres for the overview and for its days. */
async function operationsOf(context: Context) {
  let operations = 0;
  const db = context.db.$extends({
    query: {
      $allOperations: ({ args, query }) => {
        operations += 1;
        return query(args);
      },
    },
  }) as unknown as Context["db"];
  const counting = { ...here(), db };
  const began = performance.now();
  const databases = await listOverview(counting);
  await daysOf(counting, "Europe/Berlin");
  return { operations, count: databases.length, millis: performance.now() - began };
}

async function seedMany(databases: number, runs: number): Promise<void> {
  await ctx.db.$executeRaw`
    INSERT INTO "Database" ("id", "slug", "name", "host", "port", "createdAt", "tags")
    SELECT gen_random_uuid(), 'many-' || n, 'many ' || n, '127.0.0.1', 6362, ${new Date(NOW - 60 * DAY)}, ARRAY['team ' || (n % 7)]
    FROM generate_series(1, ${databases}) n`;
  await ctx.db.$executeRaw`
    INSERT INTO "BackupSet" ("id", "databaseId", "state", "startedAt", "protectedAt", "lastTx", "lastCommitAt", "baseBytes")
    SELECT d."slug" || '-' || n, d."id", 'good', ${new Date(NOW)}::timestamptz - n * interval '5 days',
      ${new Date(NOW)}::timestamptz - (n - 1) * interval '5 days', 1000 - n, ${new Date(NOW)}::timestamptz, 100000
    FROM "Database" d, generate_series(1, 6) n WHERE d."slug" LIKE 'many-%'`;
  await ctx.db.$executeRaw`
    INSERT INTO "Run" ("id", "databaseId", "asked", "trigger", "state", "result", "requestedAt", "startedAt", "finishedAt", "lastTx", "bytes")
    SELECT gen_random_uuid(), d."id", 'auto', 'schedule', 'succeeded', 'incremental', t, t, t, 5000 - n, 1000
    FROM "Database" d, generate_series(1, ${runs}::int) n, LATERAL (SELECT ${new Date(NOW)}::timestamptz - n * interval '12 hours' AS t) x
    WHERE d."slug" LIKE 'many-%'`;
}
