import { beforeEach, expect, test } from "vitest";
import { createSet, recordBackup, setById, unpinSet } from "../backup-sets/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { testContext } from "../testing/context.ts";
import {
  alarmDetail,
  evaluateAlarms,
  listAlarms,
  type MassFinding,
  noteWatched,
  raiseMassChange,
  saveWatch,
  type UnwatchedSet,
  unwatchedSets,
} from "./index.ts";

const ctx = testContext();
let database: DatabaseRow;
let setId: string;
const finding: MassFinding = {
  firstTx: 42,
  lastTx: 50,
  share: { what: "nodes", deleted: 4_000, before: 9_000, percent: 44.4 },
  outlier: null,
  isEstimate: false,
};

async function holds(lastTx: number): Promise<void> {
  await recordBackup(ctx, {
    setId,
    runId: null,
    inspected: { baseEndTx: 10, lastTx, baseBytes: 1_000, logFiles: [] },
    streamBeganAt: ctx.clock.now(),
    protectedAt: ctx.clock.now(),
    verifyOk: true,
  });
}

beforeEach(async () => {
  await ctx.db.database.deleteMany();
  database = await ctx.newDatabase();
  setId = (await createSet(ctx, { databaseId: database.id, fellBackBecause: null })).id;
  await holds(50);
});

const unwatched = async (): Promise<UnwatchedSet> => {
  const [set] = await unwatchedSets(ctx);
  if (!set) throw new Error("there is nothing to look at");
  return set;
};

test("a set is looked at once, and again when it has grown; not while a run writes to it", async () => {
  const set = await unwatched();
  expect(set).toMatchObject({ setId, baseEndTx: 10, lastTx: 50, watchedTo: null, massPercent: 20 });
  const minutes = [{ at: 0, created: 1, changed: 2, deleted: 3 }];
  await noteWatched(ctx, set, { watchedTo: 50, minutes, toldTo: 7 });
  expect(await unwatchedSets(ctx)).toEqual([]);
  await holds(60);
  expect(await unwatched()).toMatchObject({ watchedTo: 50, lastTx: 60, minutes, toldTo: 7 });
  await ctx.db.run.create({
    data: {
      databaseId: database.id,
      asked: "auto",
      trigger: "manual",
      state: "running",
      requestedAt: ctx.clock.now(),
    },
  });
  expect(await unwatchedSets(ctx)).toEqual([]);
});

test("thresholds are the database's own, and off is off", async () => {
  const watch = { databaseId: database.id, massSigma: 9, verifyStaleDays: null };
  await saveWatch(ctx, { ...watch, massOn: true, massPercent: 55 });
  expect(await unwatched()).toMatchObject({ massPercent: 55, massSigma: 9 });
  await saveWatch(ctx, { ...watch, massOn: false, massPercent: 55 });
  expect(await unwatchedSets(ctx)).toEqual([]);
});

test("a mass change is raised once by all workers, names the transaction, and pins the set", async () => {
  const set = await unwatched();
  const raised = await Promise.all([1, 2, 3, 4].map(() => raiseMassChange(ctx, set, finding)));
  expect(raised.filter(Boolean)).toHaveLength(1);
  const [alarm] = (await listAlarms(ctx, {})).items;
  expect(alarm).toMatchObject({
    kind: "mass-change",
    severity: "critical",
    sentence: "transactions 42 to 50 deleted 4,000 of about 9,000 nodes (44 %)",
    links: { setId, restoreTx: 41 },
  });
  expect(await setById(ctx, setId)).toMatchObject({
    pinned: true,
    pinNote: "mass change from transaction 42 on: restore to 41",
  });
  const { events } = await alarmDetail(ctx, alarm?.id ?? "");
  expect(events.map(({ what }) => what)).toEqual(["raised", "pinned"]);
  const [entry] = await ctx.db.auditEntry.findMany({ where: { act: "alarms.pinned" } });
  expect(entry).toMatchObject({ whoKind: "system", aboutKind: "set", aboutId: setId });
});

test("a burst of creations is a warning: nothing was lost", async () => {
  const minute = { at: 0, created: 90_000, changed: 0, deleted: 0 };
  const outlier = { metric: "created", minute, value: 90_000, median: 12, sigmas: 400 } as const;
  await raiseMassChange(ctx, await unwatched(), { ...finding, share: null, outlier });
  const [alarm] = (await listAlarms(ctx, {})).items;
  expect(alarm).toMatchObject({ severity: "warning" });
  expect(alarm?.sentence).toBe(
    "from transaction 42 on, 90,000 entities were created in the minute of 00:00 UTC; 12 are usual (400 sigma off)",
  );
});

test("what goes on within the hour belongs to the same alarm", async () => {
  const set = await unwatched();
  expect(await raiseMassChange(ctx, set, finding)).toBe(true);
  expect(await raiseMassChange(ctx, set, { ...finding, firstTx: 51, lastTx: 60 })).toBe(false);
});

test("a deletion after a burst of creations is an alarm of its own", async () => {
  const set = await unwatched();
  const minute = { at: 0, created: 90_000, changed: 0, deleted: 0 };
  const outlier = { metric: "created", minute, value: 90_000, median: 12, sigmas: 400 } as const;
  expect(await raiseMassChange(ctx, set, { ...finding, share: null, outlier })).toBe(true);
  expect(await raiseMassChange(ctx, set, { ...finding, firstTx: 60 })).toBe(true);
});

test("a pin that somebody set keeps its note", async () => {
  await ctx.db.backupSet.update({ where: { id: setId }, data: { pinned: true, pinNote: "audit" } });
  await raiseMassChange(ctx, await unwatched(), finding);
  expect(await setById(ctx, setId)).toMatchObject({ pinned: true, pinNote: "audit" });
});

test("the alarm stands while the set is pinned, and is over when the pin is taken off", async () => {
  await raiseMassChange(ctx, await unwatched(), finding);
  await evaluateAlarms(ctx, ["mass-change"]);
  expect((await listAlarms(ctx, {})).items[0]).toMatchObject({ state: "open" });
  await unpinSet(ctx, setId);
  await evaluateAlarms(ctx, ["mass-change"]);
  expect((await listAlarms(ctx, {})).items[0]).toMatchObject({ state: "resolved" });
});
