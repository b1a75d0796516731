import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { createSet, damageSet, recordBackup } from "../../backup-sets/index.ts";
import type { DatabaseRow } from "../../databases/index.ts";
import { testContext } from "../../testing/context.ts";
import type { AlarmKind } from "../catalogue.ts";
import { gatherFacts } from "./index.ts";
import { diskSeverity, ofForecast } from "./installation.ts";
import { spanWords, windowAtRisk } from "./standing.ts";

const ctx = testContext();
const DAY = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY);
let database: DatabaseRow;

beforeEach(async () => {
  await ctx.db.database.deleteMany();
  database = await ctx.newDatabase();
});

const factsOf = async (...kinds: AlarmKind[]) => (await gatherFacts(ctx, kinds)).facts;

async function run(rest: Record<string, unknown>, at = new Date()): Promise<void> {
  await ctx.db.run.create({
    data: {
      databaseId: database.id,
      asked: "auto",
      trigger: "manual",
      state: "succeeded",
      result: "incremental",
      requestedAt: at,
      startedAt: at,
      finishedAt: at,
      ...rest,
    },
  });
}

async function goodSet(verifiedAt: Date | null, startedAt = new Date()): Promise<string> {
  const { id } = await createSet(ctx, { databaseId: database.id, fellBackBecause: null });
  await recordBackup(ctx, {
    setId: id,
    runId: null,
    inspected: { baseEndTx: 10, lastTx: 12, baseBytes: 1_000, logFiles: [] },
    streamBeganAt: startedAt,
    protectedAt: startedAt,
    verifyOk: true,
  });
  await ctx.db.backupSet.update({ where: { id }, data: { verifiedAt, startedAt } });
  return id;
}

test("a quiet database gives no fact at all", async () => {
  await goodSet(new Date());
  await run({});
  const kinds = ["failed", "inconsistent", "verification-stale", "overdue"] as const;
  expect(await factsOf(...kinds, "missed-schedule", "continuous-down")).toEqual([]);
});

test("a removed database gives none either", async () => {
  await run({ state: "failed", result: null, errorCode: "read-timeout" });
  await ctx.db.database.update({ where: { id: database.id }, data: { removedAt: new Date() } });
  expect(await factsOf("failed", "overdue", "inconsistent")).toEqual([]);
});

describe("runs", () => {
  test("a fall back to full is a warning until a later backup is incremental", async () => {
    await run({ result: "fell-back-to-full", reason: "the logs were pruned" }, daysAgo(1));
    expect(await factsOf("fell-back")).toMatchObject([
      { kind: "fell-back", severity: "warning", sentence: expect.stringContaining("pruned") },
    ]);
    await run({});
    expect(await factsOf("fell-back")).toEqual([]);
  });

  test.each(["server-behind", "diverged"])(
    "%s is told as what it is, not as any failure",
    async (errorCode) => {
      await run({ state: "failed", result: null, errorCode, error: { message: "it went back" } });
      expect(await factsOf("failed")).toMatchObject([
        { kind: "source-changed", severity: "critical", sentence: "it went back" },
      ]);
    },
  );

  test("a member that lags while others are away is a failure like any other: the source may not have gone back", async () => {
    const error = { message: "none of the 2 addresses that were tried served", retry: "later" };
    await run({ state: "failed", result: null, errorCode: "server-behind", error });
    expect(await factsOf("failed")).toMatchObject([{ kind: "failed", severity: "warning" }]);
    const all = { ...error, retry: "full-instead" };
    await run({ state: "failed", result: null, errorCode: "server-behind", error: all });
    expect(await factsOf("failed")).toMatchObject([{ kind: "source-changed" }]);
  });

  test("a failed verification or expiry says nothing about backups", async () => {
    for (const asked of ["verify", "expire"])
      await run({ asked, state: "failed", result: null, errorCode: "io-failure" });
    expect(await factsOf("failed")).toEqual([]);
  });

  test("a failure before continuous protection took over is over", async () => {
    await run({ state: "failed", result: null, errorCode: "read-timeout" }, daysAgo(1));
    await ctx.db.continuous.create({
      data: { databaseId: database.id, wanted: true, state: "following", lastPullAt: new Date() },
    });
    expect(await factsOf("failed")).toEqual([]);
  });
});

test("damage in the newest set is critical, in an older one a warning, each told of by itself", async () => {
  const older = await goodSet(null, daysAgo(3));
  const newest = await goodSet(null);
  for (const id of [older, newest])
    await damageSet(ctx, id, { code: "damaged-backup", message: "a byte is wrong" });
  const facts = await factsOf("inconsistent");
  expect(new Map(facts.map((fact) => [fact.subject, fact.severity]))).toEqual(
    new Map([
      [older, "warning"],
      [newest, "critical"],
    ]),
  );
});

test("a verification is old after the days that are agreed, and never having been verified is said so", async () => {
  await goodSet(daysAgo(29), daysAgo(90));
  expect(await factsOf("verification-stale")).toEqual([]);
  await ctx.db.databaseWatch.create({ data: { databaseId: database.id, verifyStaleDays: 10 } });
  expect(await factsOf("verification-stale")).toMatchObject([
    { sentence: "no backup was verified for 29 days; 10 are agreed" },
  ]);
  await ctx.db.backupSet.updateMany({ data: { verifiedAt: null } });
  const [never] = await factsOf("verification-stale");
  expect(never?.sentence).toContain("no backup was ever verified");
});

test("a database behind its target is critical where somebody set one, else a warning", async () => {
  await goodSet(null, daysAgo(2));
  await ctx.db.database.update({ where: { id: database.id }, data: { createdAt: daysAgo(9) } });
  expect(await factsOf("overdue")).toMatchObject([
    { severity: "warning", sentence: expect.stringMatching(/is 2 days old; at most 24 hours/) },
  ]);
  await ctx.db.database.update({ where: { id: database.id }, data: { targetMinutes: 60 } });
  expect(await factsOf("overdue")).toMatchObject([{ severity: "critical" }]);
});

test("a missed slot stands until a later backup, and what was caught up is none", async () => {
  const slot = { databaseId: database.id, kind: "incremental", slotAt: daysAgo(1) };
  const row = { ...slot, id: randomUUID(), firstSlotAt: slot.slotAt, slots: 3, at: daysAgo(0.9) };
  await ctx.db.scheduleSlot.create({ data: { ...row, outcome: "missed" } });
  expect(await factsOf("missed-schedule")).toMatchObject([
    { sentence: expect.stringMatching(/^3 incremental backups planned from /) },
  ]);
  await run({});
  expect(await factsOf("missed-schedule")).toEqual([]);
});

test("continuous protection that stopped is told at once, with its reason; one that is off is not", async () => {
  const databaseId = database.id;
  await ctx.db.continuous.create({
    data: { databaseId, wanted: true, state: "stopped", reason: "the server is behind" },
  });
  expect(await factsOf("continuous-down")).toMatchObject([
    { severity: "critical", sentence: "it stopped: the server is behind" },
  ]);
  await ctx.db.continuous.update({ where: { databaseId }, data: { wanted: false } });
  expect(await factsOf("continuous-down")).toEqual([]);
});

test("one silent worker of several is a warning, none alive is critical", async () => {
  const at = new Date();
  await ctx.db.worker.deleteMany();
  for (const id of ["a", "b"])
    await ctx.db.worker.create({ data: { id, host: "h", pid: 1, startedAt: at, lastSeen: at } });
  await ctx.db.worker.update({ where: { id: "b" }, data: { lastSeen: daysAgo(0.01) } });
  expect(await factsOf("worker-gone")).toMatchObject([{ severity: "warning", subject: "b" }]);
  await ctx.db.worker.updateMany({ data: { lastSeen: daysAgo(0.01) } });
  expect(await factsOf("worker-gone")).toMatchObject([{ severity: "critical", subject: "" }]);
});

test("a disk is low by its share, but not one with much room", () => {
  const GIB = 1024 ** 3;
  expect(diskSeverity(20 * GIB, 100 * GIB)).toBeNull();
  expect(diskSeverity(9 * GIB, 100 * GIB)).toBe("warning");
  expect(diskSeverity(2 * GIB, 100 * GIB)).toBe("critical");
  expect(diskSeverity(500 * GIB, 20_000 * GIB)).toBeNull();
  expect(diskSeverity(60 * GIB, 20_000 * GIB)).toBe("warning");
});

test("a disk with room is told of when it is full within a week as the backups grow", () => {
  const GIB = 1024 ** 3;
  const disk = { freeBytes: 500 * GIB, totalBytes: 1_000 * GIB };
  const now = new Date("2030-01-01T00:00:00Z");
  const fullAt = new Date("2030-01-05T00:00:00Z");
  expect(ofForecast({ ...disk, fullAt: null }, now)).toEqual([]);
  expect(ofForecast({ ...disk, fullAt: new Date("2030-01-09T00:00:00Z") }, now)).toEqual([]);
  expect(ofForecast({ ...disk, fullAt }, now)).toMatchObject([
    { severity: "warning", sentence: expect.stringContaining("likely full on 2030-01-05") },
  ]);
});

test("a log window is at risk when the planned backup comes too late, and not before", () => {
  const window = {
    outlook: "in-time",
    notBefore: null,
    fallsBackAt: null,
    isAssumed: false,
  } as const;
  expect(windowAtRisk("d", window)).toEqual([]);
  const late = {
    ...window,
    outlook: "falls-back",
    fallsBackAt: new Date("2030-01-02T03:04:00Z"),
  } as const;
  expect(windowAtRisk("d", late)).toMatchObject([
    { kind: "log-window", sentence: expect.stringContaining("2030-01-02 03:04 UTC") },
  ]);
});

test("spans are said in whole steps", () => {
  expect([30_000, 90 * 60_000, 5 * 3_600_000, 9 * DAY].map(spanWords)).toEqual([
    "1 minute",
    "90 minutes",
    "5 hours",
    "9 days",
  ]);
});

test("what cannot be found out is unknown, not gone", async () => {
  const { unknownKinds } = await gatherFacts(
    { ...ctx, db: { ...ctx.db, $queryRaw: () => Promise.reject(new Error("away")) } as never },
    ["failed"],
  );
  expect(unknownKinds.has("failed")).toBe(true);
});
