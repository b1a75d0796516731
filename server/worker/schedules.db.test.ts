import { expect, test } from "vitest";
import { removeDatabase } from "../databases/index.ts";
import { createDb } from "../db/client.ts";
import { cancelRun, claimRun, finishRun, startRun } from "../runs/index.ts";
import {
  listSlots,
  missedSlots,
  pauseSchedule,
  previewSchedule,
  removeSchedule,
  resumeSchedule,
  type SaveScheduleInput,
  type SlotOutcome,
  saveSchedule,
  scheduleOf,
  schedulesOf,
  settleSchedule,
} from "../schedules/index.ts";
import { testContext } from "../testing/context.ts";
import { settleDue } from "./schedule-rounds.ts";

const ctx = testContext();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 24, 10, 30); // a Tuesday

/** A context of one test's own, whose clock is set by hand. */
function clocked(at = START) {
  const clock = { at, now: () => new Date(clock.at) };
  return { clock, own: { ...ctx, clock, actor: { kind: "system" as const, name: "Ada" } } };
}

const input = (databaseId: string, more: Partial<SaveScheduleInput> = {}): SaveScheduleInput => ({
  databaseId,
  incrementalCron: "0 * * * *",
  fullCron: null,
  zone: "UTC",
  jitterSeconds: 0,
  windows: [],
  inWindow: "skip",
  catchUpHours: 0,
  ...more,
});

async function scheduled(more: Partial<SaveScheduleInput> = {}) {
  const { clock, own } = clocked();
  const { id } = await ctx.newDatabase();
  await saveSchedule(own, input(id, more));
  const runs = () =>
    ctx.db.run.findMany({ where: { databaseId: id }, orderBy: { requestedAt: "asc" } });
  const slots = async (): Promise<[string, SlotOutcome, string, number][]> =>
    (await listSlots(own, { databaseId: id, eventsOnly: false })).items
      .map((slot): [string, SlotOutcome, string, number] => [
        slot.kind,
        slot.outcome,
        slot.slotAt.toISOString().slice(11, 16),
        slot.slots,
      ])
      .sort((a, b) => `${a[2]}${a[0]}`.localeCompare(`${b[2]}${b[0]}`));
  /** Looks at a moment, given in minutes after the start. */
  const look = async (minutes: number) => {
    clock.at = START + minutes * MINUTE;
    return await settleSchedule(own, id);
  };
  const endRuns = async () => {
    for (const run of await ctx.db.run.findMany({ where: { databaseId: id, state: "queued" } }))
      await cancelRun(own, run.id);
  };
  return { id, own, clock, runs, slots, look, endRuns };
}

test("a slot starts one run, which says its slot; between slots nothing starts", async () => {
  const { look, runs, slots } = await scheduled();
  expect(await look(29)).toBeNull();
  expect(await look(30.05)).toMatchObject({ started: { kind: "incremental" } });
  expect(await look(31)).toBeNull();
  expect(await runs()).toMatchObject([
    { asked: "auto", trigger: "schedule", state: "queued", slotAt: new Date(START + 30 * MINUTE) },
  ]);
  expect(await slots()).toEqual([["incremental", "started", "11:00", 1]]);
});

test("of two workers that look at once over a day, each slot starts in one", async () => {
  const { id, own, clock, runs, endRuns } = await scheduled({ incrementalCron: "*/15 * * * *" });
  const other = createDb(ctx.databaseUrl);
  try {
    for (let slot = 1; slot <= 24; slot++) {
      clock.at = START + slot * 15 * MINUTE + 40;
      await Promise.all(
        Array.from({ length: 6 }, (_, at) => settleDue(at % 2 ? own : { ...own, db: other })),
      );
      await endRuns();
    }
  } finally {
    await other.$disconnect();
  }
  const times = (await runs()).map((run) => run.slotAt?.getTime());
  expect(times).toEqual(Array.from({ length: 24 }, (_, at) => START + (at + 1) * 15 * MINUTE));
  expect(await ctx.db.scheduleSlot.count({ where: { databaseId: id, outcome: "started" } })).toBe(
    24,
  );
});

test("a slot that already has its row starts nothing, whatever the schedule says", async () => {
  const { id, look, runs } = await scheduled();
  const slotAt = new Date(START + 30 * MINUTE);
  await ctx.db.scheduleSlot.create({
    data: {
      databaseId: id,
      kind: "incremental",
      slotAt,
      firstSlotAt: slotAt,
      outcome: "started",
      at: slotAt,
    },
  });
  await look(30.1);
  expect(await runs()).toEqual([]);
});

test("full wins when both are due in the same moment", async () => {
  const { look, runs, slots } = await scheduled({ fullCron: "0 11 * * *", jitterSeconds: 40 });
  expect(await look(30.7)).toMatchObject({ started: { kind: "full" } });
  expect(await runs()).toMatchObject([{ asked: "full" }]);
  expect(await slots()).toEqual([
    ["full", "started", "11:00", 1],
    ["incremental", "with-full", "11:00", 1],
  ]);
});

test("slots that nobody was there for are one event each stretch, and are known as missed", async () => {
  const { id, own, look, runs, slots } = await scheduled({ incrementalCron: "*/10 * * * *" });
  await look(65);
  expect(await runs()).toEqual([]);
  expect(await slots()).toEqual([
    ["incremental", "missed", "11:20", 5],
    ["incremental", "missed", "11:30", 1],
  ]);
  const missed = await missedSlots(own, id, new Date(START));
  expect(missed.map((one) => one.slots).sort()).toEqual([1, 5]);
  expect(missed.every((one) => !one.isMadeUp)).toBe(true);
  expect(await missedSlots(own, id, new Date(START + 2 * HOUR))).toEqual([]);
});

test("after downtime the latest missed slot is made up for once, when that is wanted", async () => {
  const { id, own, look, runs, slots } = await scheduled({ catchUpHours: 2 });
  expect(await look(30 + 4 * 60 + 50)).toMatchObject({ started: { kind: "incremental" } });
  await look(30 + 4 * 60 + 51);
  expect(await runs()).toMatchObject([{ slotAt: new Date(START + 30 * MINUTE + 4 * HOUR) }]);
  expect(await slots()).toEqual([
    ["incremental", "missed", "14:00", 4],
    ["incremental", "caught-up", "15:00", 1],
  ]);
  expect(await missedSlots(own, id, new Date(START))).toMatchObject([{ isMadeUp: true }]);
});

test("too late to catch up, the slot stays missed", async () => {
  const { look, runs, slots } = await scheduled({ incrementalCron: "0 11 * * *", catchUpHours: 2 });
  await look(30 + 2 * 60 + 1);
  expect(await runs()).toEqual([]);
  expect(await slots()).toEqual([["incremental", "missed", "11:00", 1]]);
});

test("a year of absence is told without counting every minute of it, and at once", async () => {
  const { own, id, look, runs } = await scheduled({ incrementalCron: "* * * * *" });
  await look(365 * 24 * 60 + 0.1);
  expect(await runs()).toHaveLength(1);
  const { items } = await listSlots(own, { databaseId: id });
  expect(items).toMatchObject([{ outcome: "missed", isMore: true, slots: 1001 }]);
});

test("a slot whose predecessor is still going on is left out with an event, not queued up", async () => {
  const { look, runs, slots, own, id } = await scheduled();
  await look(30);
  await look(90);
  await look(91);
  expect(await runs()).toHaveLength(1);
  expect(await slots()).toEqual([
    ["incremental", "started", "11:00", 1],
    ["incremental", "busy", "12:00", 1],
  ]);
  const { items } = await listSlots(own, { databaseId: id });
  expect(items[0]).toMatchObject({ text: "the run before it was still going on" });
  expect(items[0]?.run?.id).toBe((await runs())[0]?.id);
});

test("a full slot waits for an incremental run to end instead of losing a week", async () => {
  const { look, runs, slots, endRuns, own, id } = await scheduled({ fullCron: "5 11 * * *" });
  await look(30);
  await look(35);
  expect(await scheduleOf(own, id)).toMatchObject({ fullWaits: true });
  await look(36);
  expect(await runs()).toHaveLength(1);
  await endRuns();
  await look(37);
  expect(await runs()).toMatchObject([
    { asked: "auto" },
    { asked: "full", slotAt: new Date(START + 35 * MINUTE) },
  ]);
  expect(await scheduleOf(own, id)).toMatchObject({ fullWaits: false });
  expect(await slots()).toEqual([
    ["incremental", "started", "11:00", 1],
    ["full", "started", "11:05", 1],
  ]);
});

test("a full slot that waited for half a day in vain is missed, with its reason", async () => {
  const { look, slots, own, id } = await scheduled({
    incrementalCron: "0 11 24 11 *",
    fullCron: "5 11 * * *",
  });
  await look(30);
  await look(35);
  await look(36 + 12 * 60);
  expect(await slots()).toEqual([
    ["incremental", "started", "11:00", 1],
    ["full", "missed", "11:05", 1],
  ]);
  const [event] = (await listSlots(own, { databaseId: id })).items;
  expect(event?.text).toBe("another run was in its way for 12 hours");
});

test("slots in a maintenance window are skipped with an event", async () => {
  const windows = [{ days: [2], from: 11 * 60, to: 12 * 60 }];
  const { look, runs, slots } = await scheduled({ windows });
  await look(30);
  expect(await runs()).toEqual([]);
  await look(90);
  expect(await slots()).toEqual([
    ["incremental", "window", "11:00", 1],
    ["incremental", "started", "12:00", 1],
  ]);
});

test("or begin once when the window ends, also when nobody was there at its beginning", async () => {
  const windows = [{ days: [2], from: 11 * 60, to: 12 * 60 + 50 }];
  const { look, runs, slots } = await scheduled({ windows, inWindow: "postpone" });
  await look(45);
  await look(100);
  expect(await runs()).toEqual([]);
  await look(140.1);
  expect(await runs()).toMatchObject([{ slotAt: new Date(START + 90 * MINUTE) }]);
  expect(await slots()).toEqual([
    ["incremental", "window", "11:00", 1],
    ["incremental", "postponed", "12:00", 1],
  ]);
});

test("nothing is caught up with inside a maintenance window", async () => {
  const windows = [{ days: [2], from: 13 * 60, to: 14 * 60 }];
  const { look, runs } = await scheduled({
    windows,
    catchUpHours: 10,
    incrementalCron: "0 11 * * *",
  });
  await look(30 + 150);
  expect(await runs()).toEqual([]);
});

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
  const { own } = clocked();
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

test("a run that began long after its slot is among the events; one in its time is not", async () => {
  const { id, own, clock, look } = await scheduled();
  const first = await look(30);
  clock.at = START + 37 * MINUTE;
  const runId = first?.started?.runId as string;
  expect(await claimRun(own, { runId, workerId: "w" })).not.toBeNull();
  await finishRun(own, {
    runId,
    workerId: "w",
    end: { state: "succeeded", result: "nothing-new", figures: {} },
    phases: [],
    lines: [],
  });
  const second = await look(90);
  clock.at = START + 90 * MINUTE + 2_000;
  await claimRun(own, { runId: second?.started?.runId as string, workerId: "w" });
  const { items } = await listSlots(own, { databaseId: id });
  expect(items.map((slot) => slot.run?.id)).toEqual([runId]);
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

test("a run that somebody started is in the way as well", async () => {
  const { id, own, look, slots } = await scheduled();
  await startRun(own, { databaseId: id, asked: "auto", trigger: "manual" });
  await look(30);
  expect(await slots()).toEqual([["incremental", "busy", "11:00", 1]]);
});
