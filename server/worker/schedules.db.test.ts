import { expect, test } from "vitest";
import { createDb } from "../db/client.ts";
import { claimRun, finishRun, startRun } from "../runs/index.ts";
import { listSlots, missedSlots, type SaveScheduleInput, scheduleOf } from "../schedules/index.ts";
import { testContext } from "../testing/context.ts";
import { HOUR, MINUTE, START, scheduledIn } from "../testing/scheduled.ts";
import { settleDue } from "./schedule-rounds.ts";

const ctx = testContext();
const scheduled = (more: Partial<SaveScheduleInput> = {}) => scheduledIn(ctx, more);

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

test("a run that somebody started is in the way as well", async () => {
  const { id, own, look, slots } = await scheduled();
  await startRun(own, { databaseId: id, asked: "auto", trigger: "manual" });
  await look(30);
  expect(await slots()).toEqual([["incremental", "busy", "11:00", 1]]);
});
