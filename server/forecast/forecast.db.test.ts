import { expect, test } from "vitest";
import type { Context } from "../context.ts";
import { testContext } from "../testing/context.ts";
import { diskForecast, logWindowById, sampleStorage, saveLogSettings } from "./index.ts";

const ctx = testContext();
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIB = 1_048_576;
const NOW = Date.parse("2026-11-24T12:00:00Z");
const at = (hoursAgo: number): Date => new Date(NOW - hoursAgo * HOUR);
const here = (now = NOW): Context => ({ ...ctx, clock: { now: () => new Date(now) } });

interface Pull {
  ago: number;
  lastTx: number;
  bytes: number | null;
  result?: string;
  reason?: string;
}

/** A database with a good set up to the last of the pulls. */
async function pulled(pulls: Pull[]): Promise<string> {
  const { id } = await ctx.newDatabase();
  await ctx.db.run.createMany({
    data: pulls.map((pull) => ({
      databaseId: id,
      asked: "auto",
      trigger: "schedule",
      state: "succeeded",
      result: pull.result ?? "incremental",
      requestedAt: at(pull.ago),
      startedAt: at(pull.ago),
      finishedAt: at(pull.ago),
      lastTx: BigInt(pull.lastTx),
      bytes: pull.bytes === null ? null : BigInt(pull.bytes),
      reason: pull.reason ?? null,
    })),
  });
  const last = pulls.at(-1);
  await ctx.db.backupSet.create({
    data: {
      id: `set of ${id.slice(-12)}`,
      databaseId: id,
      state: "good",
      startedAt: at(pulls[0]?.ago ?? 0),
      protectedAt: at(last?.ago ?? 0),
      lastCommitAt: at(last?.ago ?? 0),
      lastTx: BigInt(last?.lastTx ?? 0),
    },
  });
  return id;
}

/** Hourly pulls of a source that writes a mebibyte in each hour, the last one an hour ago. */
const hourly = (count: number): Pull[] =>
  Array.from({ length: count }, (_, index) => ({
    ago: count - index,
    lastTx: 1_000 * (index + 1),
    bytes: MIB,
  }));

test("the window follows from the setting, the rotation and the rate that pulls saw", async () => {
  const id = await pulled(hourly(48));
  await saveLogSettings(ctx, { id, logRetention: "40M size", logRotationBytes: 10 * MIB });
  const window = await logWindowById(here(), id);
  expect(window).toMatchObject({
    retention: "40M size",
    isAssumed: false,
    isRotationAssumed: false,
    outlook: "unplanned",
    rate: { transactionsPerHour: 1_000, bytesPerHour: MIB },
  });
  // three to four files of ten hours each, from the look an hour ago on
  const from = (moment: Date | null) => moment && (moment.getTime() - NOW) / HOUR;
  expect(from(window.notBefore)).toBeCloseTo(29, 5);
  expect(from(window.fallsBackAt)).toBeCloseTo(34, 5);
  expect(from(window.notAfter)).toBeCloseTo(39.25, 5);
  expect(window.windowMillis).toBeCloseTo(35 * HOUR, -1);
  expect(window.because).toContain('keeps "40M size"');
  expect(window.because).toContain("1 MB of log an hour");
});

test("a setting that is not known is assumed to be the default, and that is said", async () => {
  const window = await logWindowById(here(), await pulled(hourly(30)));
  expect(window).toMatchObject({
    retention: null,
    counted: "7 days",
    isAssumed: true,
    isRotationAssumed: true,
  });
  expect(window.because).toContain("an assumption");
  expect(window.because).toContain("250 MiB, the default");
});

test("nothing is invented from too little history", async () => {
  const id = await pulled([{ ago: 5, lastTx: 10, bytes: 4_000, result: "full" }]);
  await saveLogSettings(ctx, { id, logRetention: "5 files", logRotationBytes: null });
  expect(await logWindowById(here(), id)).toMatchObject({
    rate: null,
    windowMillis: null,
    notBefore: null,
    fallsBackAt: null,
    outlook: "unplanned",
    because: expect.stringContaining("is not known"),
  });
});

test("full backups tell how many transactions came, but not their bytes", async () => {
  const id = await pulled(hourly(30).map((pull) => ({ ...pull, result: "full" })));
  expect((await logWindowById(here(), id)).rate).toBeNull();
});

test("after the window the next incremental is said to fall back", async () => {
  const id = await pulled(hourly(48));
  await saveLogSettings(ctx, { id, logRetention: "2 files", logRotationBytes: MIB });
  expect((await logWindowById(here(NOW + 0.5 * HOUR), id)).outlook).toBe("falls-back");
  expect((await logWindowById(here(NOW - 0.5 * HOUR), id)).outlook).not.toBe("falls-back");
});

test("a fall-back that really happened is told with how long after a pull it came", async () => {
  const id = await pulled([
    { ago: 50, lastTx: 10, bytes: 4_000, result: "full" },
    { ago: 2, lastTx: 90, bytes: 9_000, result: "fell-back-to-full", reason: "logs are gone" },
  ]);
  expect((await logWindowById(here(), id)).fallBacks).toEqual([
    { runId: expect.any(String), at: at(2), reason: "logs are gone", afterMillis: 48 * HOUR },
  ]);
});

test("a setting that Neo4j would refuse is refused with examples; an empty one is none", async () => {
  const { id } = await ctx.newDatabase();
  const save = (logRetention: string | null) =>
    saveLogSettings(ctx, { id, logRetention, logRotationBytes: null });
  await expect(save("7 weeks")).rejects.toMatchObject({
    kind: "invalid",
    message: expect.stringMatching(/"weeks" is no type of amount.*"7 days"/),
  });
  await save("3 days");
  expect((await logWindowById(here(), id)).retention).toBe("3 days");
  await save("");
  expect((await logWindowById(here(), id)).retention).toBeNull();
});

test("the disk: not enough history first, then a date from what retention leaves", async () => {
  await ctx.db.database.deleteMany();
  const id = await pulled(hourly(3));
  const early = await diskForecast(here());
  expect(early).toMatchObject({ perDayBytes: null, fullAt: null, days: 0 });
  expect(early.because).toMatch(
    /^Not enough history: .* 7 days are needed\. There are 0 so far\.$/,
  );
  const look = (day: number, bytes: number) => ({
    databaseId: id,
    day: new Date(NOW - day * DAY),
    at: new Date(NOW - day * DAY),
    bytes: BigInt(bytes),
  });
  await ctx.db.storageSample.createMany({
    data: Array.from({ length: 20 }, (_, day) => look(day, 1e9 - day * 1e7)),
  });
  const later = await diskForecast(here());
  expect(later).toMatchObject({ perDayBytes: 1e7, storedBytes: 1e9, days: 19, uncounted: 0 });
  expect(later.fullAt).not.toBeNull();
  const days = ((later.fullAt?.getTime() ?? 0) - NOW) / DAY;
  expect(days).toBeCloseTo((later.freeBytes ?? 0) / 1e7, 5);
  expect(later.because).toContain("grow by about 10 MB a day");
});

test("a day is noted once, with its last look", async () => {
  const id = await pulled(hourly(2));
  await sampleStorage(here());
  await ctx.db.backupSet.updateMany({ where: { databaseId: id }, data: { baseBytes: 77n } });
  await sampleStorage(here(NOW + HOUR));
  await sampleStorage(here(NOW + DAY));
  const rows = await ctx.db.storageSample.findMany({
    where: { databaseId: id },
    orderBy: { day: "asc" },
  });
  expect(rows.map((row) => [row.day.toISOString().slice(0, 10), row.bytes])).toEqual([
    ["2026-11-24", 77n],
    ["2026-11-25", 77n],
  ]);
});
