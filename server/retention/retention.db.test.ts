import { expect, test } from "vitest";
import { createSet, failSet, pinSet, setById, setTotals, unpinSet } from "../backup-sets/index.ts";
import { listRuns } from "../runs/index.ts";
import { saveSchedule } from "../schedules/index.ts";
import { testContext } from "../testing/context.ts";
import {
  DAY,
  goodSet,
  inOrder,
  LAST_ONE,
  later,
  leavingOf,
  withSets,
} from "../testing/retention-sets.ts";
import {
  bringBack,
  confirmRetention,
  confirmTemplate,
  discardSet,
  dropPending,
  freeNow,
  KEEP_ALL,
  listTemplates,
  pendingLoss,
  previewRetention,
  proposeRetention,
  removeTemplate,
  retentionDto,
  retentionOf,
  saveGraceDays,
  saveRetention,
  saveTemplate,
  settleDatabase,
  simulateRetention,
  templatePendingLoss,
} from "./index.ts";

const ctx = testContext();

test("sets of one second get ids of their own", async () => {
  const { id } = await ctx.newDatabase();
  const ids = await Promise.all(
    Array.from({ length: 5 }, () => createSet(ctx, { databaseId: id, fellBackBecause: null })),
  );
  expect(new Set(ids.map((set) => set.id)).size).toBe(5);
});

test("a preview says what would go and what it frees, and changes nothing", async () => {
  const { id, sets } = await withSets(ctx, 3);
  const preview = await previewRetention(ctx, id, LAST_ONE);
  expect(preview).toMatchObject({ expiresNow: 2, freesBytesNow: 2048 });
  expect(preview.sentence).toBe("2 of 3 backup sets would go; 1 stays.");
  expect(preview.sets.map((row) => row.set.id)).toEqual([...sets].reverse());
  expect(inOrder(preview.newlyGoing)).toEqual(sets.slice(0, 2));
  expect(await settleDatabase(ctx, id)).toEqual({ leave: [], stay: [], due: [] });
});

test("rules that let nothing more go are in force at once", async () => {
  const { id } = await withSets(ctx, 2);
  const policy = {
    ...KEEP_ALL,
    keepSets: 2,
    gfs: { zone: "Europe/Berlin", hour: null, day: 3, week: 8, month: 12, quarter: null, year: 2 },
    goesAfterCheck: true,
  };
  expect(await proposeRetention(ctx, { databaseId: id, rules: { policy } })).toEqual({
    state: "saved",
    losing: [],
  });
  expect(await retentionDto(ctx, id)).toMatchObject({ policy, template: null, pending: null });
});

test("rules that would let sets go wait: nothing is in force, nothing leaves, until they are confirmed by name", async () => {
  const { id, name, sets } = await withSets(ctx, 3);
  const answer = await proposeRetention(ctx, { databaseId: id, rules: { policy: LAST_ONE } });
  expect(answer.state).toBe("waits");
  expect(inOrder(answer.losing.map((set) => set.setId))).toEqual(sets.slice(0, 2));
  expect(answer.losing[0]).toMatchObject({ bytes: 1024, reasons: ["A newer good set exists."] });
  expect(await retentionOf(ctx, id)).toEqual(KEEP_ALL);
  await settleDatabase(later(ctx, 100), id);
  expect(await leavingOf(ctx, sets)).toEqual([]);

  const losing = (await pendingLoss(ctx, id)).map((set) => set.setId);
  const typed = { databaseId: id, losing };
  await expect(confirmRetention(ctx, { ...typed, confirm: "no" })).rejects.toThrow(/type the name/);
  await expect(
    confirmRetention(ctx, { databaseId: id, confirm: name, losing: losing.slice(1) }),
  ).rejects.toThrow(/would go too/);
  expect(await leavingOf(ctx, sets)).toEqual([]);

  const after = await confirmRetention(ctx, { ...typed, confirm: name });
  expect(after).toMatchObject({ policy: LAST_ONE, pending: null });
  expect(await leavingOf(ctx, sets)).toEqual(sets.slice(0, 2));
  const leaving = (await setById(ctx, sets[0] ?? ""))?.leaving;
  expect(leaving).toMatchObject({ by: "policy", because: ["A newer good set exists."] });
  expect(Math.round(((leaving?.goesAt.getTime() ?? 0) - Date.now()) / DAY)).toBe(7);
});

test("rules that wait can be dropped", async () => {
  const { id, sets } = await withSets(ctx, 2);
  await proposeRetention(ctx, { databaseId: id, rules: { policy: LAST_ONE } });
  expect(await dropPending(ctx, id)).toMatchObject({ policy: KEEP_ALL, pending: null });
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toEqual([]);
});

test("what the mere passing of time lets go has its grace period, too", async () => {
  const { id, sets } = await withSets(ctx, 2);
  await saveRetention(ctx, id, { keepSets: null, windowDays: 3, minimumGoodSets: 1 });
  await settleDatabase(later(ctx, 2), id);
  expect(await leavingOf(ctx, sets)).toEqual([]);
  const atSix = later(ctx, 6);
  expect((await settleDatabase(atSix, id)).due).toEqual([]);
  expect(await leavingOf(ctx, sets)).toEqual(sets.slice(0, 1));
  expect((await settleDatabase(later(ctx, 12), id)).due).toEqual([]);
  expect((await settleDatabase(later(ctx, 14), id)).due.map((set) => set.id)).toEqual(
    sets.slice(0, 1),
  );
});

test("rules that keep more again take back what they had let go", async () => {
  const { id, sets } = await withSets(ctx, 3);
  await saveRetention(ctx, id, LAST_ONE);
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toHaveLength(2);
  await saveRetention(ctx, id, { ...LAST_ONE, keepSets: 2 });
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toEqual(sets.slice(0, 1));
});

test("pinned sets stay and failed ones do not count", async () => {
  const { id, sets } = await withSets(ctx, 3);
  const [oldest = "", middle = "", newest = ""] = sets;
  const broken = await createSet(ctx, { databaseId: id, fellBackBecause: null });
  await failSet(ctx, broken.id);
  await pinSet(ctx, { id: oldest, note: "before the migration" });
  expect(await saveRetention(ctx, id, LAST_ONE)).toEqual(LAST_ONE);
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, [oldest, middle, newest, broken.id])).toEqual([middle, broken.id]);
});

test("what is brought back is pinned until somebody decides, one set or all", async () => {
  const { id, sets } = await withSets(ctx, 4);
  await saveRetention(ctx, id, LAST_ONE);
  await settleDatabase(ctx, id);
  const [first = "", second = ""] = sets;
  expect(await bringBack(ctx, { databaseId: id, setId: first })).toEqual([first]);
  expect(await setById(ctx, first)).toMatchObject({ pinned: true, leaving: null });
  expect((await setById(ctx, first))?.pinNote).toMatch(/^brought back by test on 20/);
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toEqual(sets.slice(1, 3));
  expect(inOrder(await bringBack(ctx, { databaseId: id, setId: null }))).toEqual(sets.slice(1, 3));
  expect(await leavingOf(ctx, sets)).toEqual([]);
  await expect(bringBack(ctx, { databaseId: id, setId: second })).rejects.toThrow(/not on its way/);
  await unpinSet(ctx, second);
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toEqual([second]);
});

test("a set that is let go by hand has its grace, counts for nothing meanwhile and is not continued", async () => {
  const { id, sets } = await withSets(ctx, 3);
  const newest = sets[2] ?? "";
  await saveRetention(ctx, id, { ...LAST_ONE, keepSets: 2 });
  await expect(discardSet(ctx, { setId: newest, confirm: "no" })).rejects.toThrow(/type the name/);
  const { goesAt } = await discardSet(ctx, { setId: newest, confirm: newest });
  expect(Math.round((goesAt.getTime() - Date.now()) / DAY)).toBe(7);
  expect((await setById(ctx, newest))?.leaving).toMatchObject({ by: "person", byName: "test" });
  await settleDatabase(ctx, id);
  expect(await leavingOf(ctx, sets)).toEqual([newest]); // the two others are the last two good ones now
  expect((await settleDatabase(later(ctx, 8), id)).due.map((set) => set.id)).toEqual([newest]);
});

test("a set that a run writes to cannot be let go by hand; one that a run reads can", async () => {
  const { id, sets } = await withSets(ctx, 2);
  const [read = "", written = ""] = sets;
  const run = { databaseId: id, trigger: "manual", state: "running", requestedAt: new Date() };
  const params = { to: { latest: true }, directory: id };
  await ctx.db.run.create({ data: { ...run, setId: read, asked: "restore", params } });
  await ctx.db.run.create({ data: { ...run, setId: written, asked: "incremental" } });
  await expect(discardSet(ctx, { setId: written, confirm: written })).rejects.toThrow(/writing/);
  await discardSet(ctx, { setId: read, confirm: read });
  expect(await leavingOf(ctx, sets)).toEqual([read]);
});

test("free now asks for the name, and queues the deletion", async () => {
  const { id, name, sets } = await withSets(ctx, 3);
  const now = { databaseId: id, setId: null };
  await expect(freeNow(ctx, { ...now, confirm: name })).rejects.toThrow(/nothing of it/);
  await saveRetention(ctx, id, LAST_ONE);
  await settleDatabase(ctx, id);
  await expect(freeNow(ctx, { ...now, confirm: "no" })).rejects.toThrow(/type the name/);
  expect((await listRuns(ctx, { databaseId: id })).items).toEqual([]);
  expect(inOrder(await freeNow(ctx, { ...now, confirm: name }))).toEqual(sets.slice(0, 2));
  const runs = (await listRuns(ctx, { databaseId: id })).items;
  expect(runs).toMatchObject([{ asked: "expire", trigger: "system", state: "queued" }]);
});

test("a change of a template waits for what it would take from all databases that follow it", async () => {
  const [a, b, apart] = [await withSets(ctx, 3), await withSets(ctx, 2), await withSets(ctx, 3)];
  const { id: templateId } = await saveTemplate(ctx, {
    id: null,
    name: "Three sets",
    policy: { ...KEEP_ALL, keepSets: 3 },
  });
  for (const database of [a, b])
    expect(
      await proposeRetention(ctx, { databaseId: database.id, rules: { templateId } }),
    ).toMatchObject({ state: "saved" });
  const change = { id: templateId, name: "Last set", policy: LAST_ONE };
  const answer = await saveTemplate(ctx, change);
  expect(answer.state).toBe("waits");
  const lost = inOrder([...a.sets.slice(0, 2), ...b.sets.slice(0, 1)]);
  expect(inOrder(answer.losing.map((set) => set.setId))).toEqual(lost);
  expect(await retentionOf(ctx, a.id)).toMatchObject({ keepSets: 3 });
  await settleDatabase(ctx, a.id);
  expect(await leavingOf(ctx, a.sets)).toEqual([]);
  const losing = (await templatePendingLoss(ctx, templateId)).map((set) => set.setId);
  await expect(
    confirmTemplate(ctx, { id: templateId, confirm: "Last set", losing: losing.slice(1) }),
  ).rejects.toThrow(/would go too/);
  await confirmTemplate(ctx, { id: templateId, confirm: "Last set", losing });
  expect(await retentionOf(ctx, b.id)).toEqual(LAST_ONE);
  expect(inOrder(await leavingOf(ctx, [...a.sets, ...b.sets, ...apart.sets]))).toEqual(lost);

  expect(await removeTemplate(ctx, templateId)).toEqual({ databases: 2 });
  expect(await retentionDto(ctx, a.id)).toMatchObject({ policy: LAST_ONE, template: null });
});

test("templates that came with Holdfast are there, and stay as they are", async () => {
  const builtIn = (await listTemplates(ctx)).filter((template) => template.isBuiltIn);
  expect(builtIn.map((template) => template.name)).toContain(
    "14 days of any moment, 8 weeks, 12 months",
  );
  const { id = "", name = "" } = builtIn[0] ?? {};
  await expect(saveTemplate(ctx, { id, name, policy: KEEP_ALL })).rejects.toThrow(/came with/);
  await expect(removeTemplate(ctx, id)).rejects.toThrow(/came with/);
  await expect(saveTemplate(ctx, { id: null, name, policy: KEEP_ALL })).rejects.toThrow(/name/);
});

test("the simulator shows days that have passed and days to come, by the schedule where there is one", async () => {
  const { id, sets } = await withSets(ctx, 2);
  const [older = "", newer = ""] = sets;
  const ago = new Date(Date.now() - 10 * DAY);
  await ctx.db.backupSet.update({
    where: { id: older },
    data: { startedAt: ago, baseEndAt: ago, protectedAt: ago },
  });
  const asked = { databaseId: id, policy: LAST_ONE, at: null, fullEveryHours: null };
  const seen = await simulateRetention(ctx, asked);
  expect(seen.cadence).toMatchObject({ basis: "sets", fullEveryHours: 240, baseBytes: 1000 });
  expect(seen.line[0]).toMatchObject({ sets: 1, bytes: 1024 });
  expect(seen.line).toHaveLength(10 + 401);
  const past = await simulateRetention(ctx, { ...asked, at: new Date(Date.now() - 5 * DAY) });
  expect(past.day?.sets).toMatchObject([{ id: older, keep: true, imagined: false }]);

  await saveSchedule(ctx, {
    ...{ databaseId: id, incrementalCron: null, fullCron: "0 3 * * *", zone: "Europe/Berlin" },
    ...{ jitterSeconds: 0, windows: [], inWindow: "skip", catchUpHours: 0 },
  });
  const at = new Date(Date.now() + 3 * DAY);
  const { cadence, day, graceDays } = await simulateRetention(ctx, { ...asked, at });
  expect(cadence).toMatchObject({ basis: "schedule", fullEveryHours: 24 });
  expect(graceDays).toBe(7);
  expect(day?.sets).toHaveLength(5); // two that are there, three to come; all let go are in their grace
  expect(day?.sets[0]).toMatchObject({
    ...{ imagined: true, keep: true },
    reasons: ["It is the newest good set.", "The last good set is to be kept."],
  });
  expect(day?.sets.find((set) => set.id === newer)).toMatchObject({ keep: false });
  expect(day?.sets.find((set) => set.id === older)?.goneAt).not.toBeNull();
  expect(await leavingOf(ctx, sets)).toEqual([]); // it only looked
});

test("without a grace period what is confirmed is deleted at once, and what is leaving keeps its date", async () => {
  const [slow, fast] = [await withSets(ctx, 2), await withSets(ctx, 2)];
  await saveRetention(ctx, slow.id, LAST_ONE);
  await settleDatabase(ctx, slow.id);
  const before = (await setById(ctx, slow.sets[0] ?? ""))?.leaving?.goesAt;
  expect(await saveGraceDays(ctx, 0)).toEqual({ graceDays: 0 });
  try {
    await proposeRetention(ctx, { databaseId: fast.id, rules: { policy: LAST_ONE } });
    expect((await listRuns(ctx, { databaseId: fast.id })).items).toEqual([]);
    const losing = fast.sets.slice(0, 1);
    await confirmRetention(ctx, { databaseId: fast.id, confirm: fast.name, losing });
    expect((await listRuns(ctx, { databaseId: fast.id })).items).toMatchObject([
      { asked: "expire", state: "queued" },
    ]);
    expect((await settleDatabase(ctx, slow.id)).due).toEqual([]);
    expect((await setById(ctx, slow.sets[0] ?? ""))?.leaving?.goesAt).toEqual(before);
  } finally {
    await saveGraceDays(ctx, 7);
  }
});

test("a database's totals count every set's bytes, and know the newest protected time", async () => {
  const { id } = await ctx.newDatabase();
  expect((await setTotals(ctx, null)).has(id)).toBe(false);
  await goodSet(ctx, id);
  const newest = await setById(ctx, await goodSet(ctx, id));
  await failSet(ctx, (await createSet(ctx, { databaseId: id, fellBackBecause: null })).id);
  expect((await setTotals(ctx, id)).get(id)).toEqual({
    setCount: 2,
    goodSetCount: 2,
    totalBytes: 2048,
    newestProtected: newest?.protectedAt,
    newestTx: 12,
  });
});
