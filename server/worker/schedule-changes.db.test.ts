import { expect, test } from "vitest";
import { removeDatabase } from "../databases/index.ts";
import {
  listSlots,
  pauseSchedule,
  previewSchedule,
  removeSchedule,
  resumeSchedule,
  type SaveScheduleInput,
  saveSchedule,
  scheduleOf,
  schedulesOf,
  settleSchedule,
} from "../schedules/index.ts";
import { testContext } from "../testing/context.ts";
import { clocked, HOUR, input, MINUTE, START, scheduledIn } from "../testing/scheduled.ts";
import { settleDue } from "./schedule-rounds.ts";

const ctx = testContext();
const scheduled = (more: Partial<SaveScheduleInput> = {}) => scheduledIn(ctx, more);

test("a paused schedule starts nothing, says why, and writes the slots down when it is resumed", async () => {
  const { id, own, clock, look, runs, slots } = await scheduled();
  const paused = await pauseSchedule(own, { databaseId: id, because: "migration", until: null });
  expect(paused).toMatchObject({
    paused: { because: "migration", by: "Ada", until: null },
    next: [],
  });
  expect(await look(100)).toBeNull();
  expect((await schedulesOf(own, [id])).get(id)).toMatchObject({ nextAt: null, enabled: true });
  clock.at = START + 160 * MINUTE;
  await resumeSchedule(own, id);
  expect(await runs()).toEqual([]);
  expect(await slots()).toEqual([["incremental", "paused", "13:00", 3]]);
  await look(210);
  expect(await runs()).toHaveLength(1);
});

test("a pause with an end is over then, also when nobody was there", async () => {
  const { id, own, look, runs, slots } = await scheduled({ catchUpHours: 4 });
  const until = new Date(START + 45 * MINUTE);
  await pauseSchedule(own, { databaseId: id, because: "load test", until });
  await look(30);
  await look(100);
  await look(100.1);
  expect(await slots()).toEqual([
    ["incremental", "paused", "11:00", 1],
    ["incremental", "caught-up", "12:00", 1],
  ]);
  expect(await runs()).toHaveLength(1);
  await expect(pauseSchedule(own, { databaseId: id, because: "past", until })).rejects.toThrow(
    "over already",
  );
});

test("a schedule that is changed while a slot is due starts that slot, then only the new times hold", async () => {
  const { id, own, clock, look, runs, endRuns } = await scheduled();
  clock.at = START + 30 * MINUTE + 500;
  await saveSchedule(own, input(id, { incrementalCron: "20 * * * *" }));
  expect(await runs()).toMatchObject([{ slotAt: new Date(START + 30 * MINUTE) }]);
  await endRuns();
  await look(49);
  await look(50.1);
  await endRuns();
  await look(90);
  expect((await runs()).map((run) => run.slotAt?.toISOString().slice(11, 16))).toEqual([
    "11:00",
    "11:20",
  ]);
});

test("a clock that jumps back starts no slot again, and the schedule goes on by it", async () => {
  const { look, runs, endRuns } = await scheduled();
  for (const hour of [0, 1, 2]) {
    await look(30 + hour * 60);
    await endRuns();
  }
  expect(await look(25)).toMatchObject({ isSetBack: true, started: null });
  for (const hour of [0, 1, 2, 3]) {
    await look(30 + hour * 60 + 0.1);
    await endRuns();
  }
  expect((await runs()).map((run) => run.slotAt?.toISOString().slice(11, 16))).toEqual([
    "11:00",
    "12:00",
    "13:00",
    "14:00",
  ]);
});

test("a database that is removed takes its schedule along; one on its way out starts nothing", async () => {
  const { id, own, clock, look, runs } = await scheduled();
  await ctx.db.database.update({ where: { id }, data: { removedAt: new Date(START) } });
  expect(await look(30)).toBeNull();
  expect(await runs()).toEqual([]);
  clock.at = START + 31 * MINUTE;
  await settleDue(own);
  expect(await runs()).toEqual([]);
  await ctx.db.database.update({ where: { id }, data: { removedAt: null } });
  await removeDatabase(own, { id, deleteBackups: false });
  expect(await ctx.db.schedule.count({ where: { databaseId: id } })).toBe(0);
});

test("a removal and a slot in the same moment both end well", async () => {
  const { id, own, clock } = await scheduled();
  clock.at = START + 30 * MINUTE;
  const [, removed] = await Promise.allSettled([
    settleSchedule(own, id),
    removeDatabase(own, { id, deleteBackups: false }),
  ]);
  if (removed.status === "rejected") expect(String(removed.reason)).toContain("is active");
  else expect(await ctx.db.run.count({ where: { databaseId: id } })).toBe(0);
});

test("one database that is locked for long delays no other", async () => {
  const [slow, other] = await Promise.all([scheduled(), scheduled()]);
  slow.clock.at = START + 30 * MINUTE;
  await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "Database" WHERE "id" = ${slow.id}::uuid FOR UPDATE`;
    await settleDue(slow.own);
    expect(await slow.runs()).toEqual([]);
    expect(await other.runs()).toHaveLength(1);
  });
  await settleDue(slow.own);
  expect(await slow.runs()).toHaveLength(1);
});

test("while continuous protection pulls, incremental slots start nothing and full ones do", async () => {
  const { id, own, clock, runs, slots } = await scheduled({ fullCron: "0 12 * * *" });
  await ctx.db.continuous.create({
    data: {
      databaseId: id,
      wanted: true,
      state: "following",
      workerId: "w",
      heartbeatAt: new Date(START + 90 * MINUTE),
    },
  });
  clock.at = START + 30 * MINUTE;
  await settleDue(own);
  clock.at = START + 90 * MINUTE;
  await settleDue(own);
  expect(await runs()).toMatchObject([{ asked: "full" }]);
  expect((await slots()).map(([kind, outcome]) => [kind, outcome])).toEqual([
    ["incremental", "followed"],
    ["full", "started"],
    ["incremental", "with-full"],
  ]);
});

test("what is wrong with a setting is said by field, and such a setting is not saved", async () => {
  const { own } = clocked(ctx);
  const { id } = await ctx.newDatabase();
  const wrong = input(id, {
    incrementalCron: "61 * * * *",
    windows: [
      { days: [1, 2, 3, 4, 5, 6, 7], from: 0, to: 720 },
      { days: [1, 2, 3, 4, 5, 6, 7], from: 720, to: 0 },
    ],
  });
  expect(previewSchedule(own, wrong)).toMatchObject({
    ok: false,
    errors: { incrementalCron: expect.stringContaining("59"), windows: expect.any(String) },
  });
  await expect(saveSchedule(own, wrong)).rejects.toThrow("The minute goes from 0 to 59");
  expect(previewSchedule(own, input(id, { jitterSeconds: 2000 }))).toMatchObject({
    ok: false,
    errors: { jitterSeconds: expect.stringContaining("1800") },
  });
  expect(previewSchedule(own, input(id, { incrementalCron: null }))).toMatchObject({
    ok: false,
    errors: { fullCron: expect.stringContaining("at least one") },
  });
  expect(await scheduleOf(own, id)).toBeNull();
});

test("what somebody else changed meanwhile is not written over by who looked at it before", async () => {
  const { id, own, clock } = await scheduled();
  const seen = await scheduleOf(own, id);
  clock.at += 1_000;
  await saveSchedule(own, input(id, { incrementalCron: "5 * * * *" }));
  const late = (basedOn: Date | null) => saveSchedule(own, input(id, { basedOn }));
  await expect(late(seen?.changedAt ?? null)).rejects.toThrow("somebody else changed");
  await expect(late(null)).rejects.toThrow("somebody else changed");
  expect(await scheduleOf(own, id)).toMatchObject({ incrementalCron: "5 * * * *" });
  await late(new Date(START + 1_000));
  expect(await scheduleOf(own, id)).toMatchObject({ incrementalCron: "0 * * * *" });
});

test("facts say what is next of which kind, and how often; without a schedule there are none", async () => {
  const { id, own } = await scheduled({ incrementalCron: "0 8-18 * * 1-5", fullCron: "0 3 * * 6" });
  const { id: without } = await ctx.newDatabase();
  const facts = await schedulesOf(own, [id, without]);
  expect(facts.get(id)).toMatchObject({
    enabled: true,
    nextAt: new Date(START + 30 * MINUTE),
    nextKind: "incremental",
    everyMillis: HOUR,
    longestMillis: 62 * HOUR,
  });
  expect(facts.get(without)).toMatchObject({ enabled: false, nextAt: null, everyMillis: null });
});

test("a schedule that is taken away starts nothing more; what came of its slots stays", async () => {
  const { id, own, look, slots } = await scheduled();
  await look(65);
  await removeSchedule(own, id);
  expect(await look(150)).toBeNull();
  expect(await slots()).toHaveLength(1);
  await expect(removeSchedule(own, id)).rejects.toThrow("no schedule");
});

test("pages of slots follow one another without a gap", async () => {
  const { id, own, look, endRuns } = await scheduled();
  for (let hour = 0; hour < 7; hour++) {
    await look(30 + hour * 60);
    await endRuns();
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listSlots(own, {
      databaseId: id,
      eventsOnly: false,
      limit: 3,
      ...(cursor ? { cursor } : {}),
    });
    seen.push(...page.items.map((slot) => slot.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(7);
});
