import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { alarmStage, failed } from "../testing/alarms.ts";
import {
  acknowledgeAlarm,
  alarmDetail,
  countAlarms,
  evaluateAlarms,
  listAlarms,
  listDeliveries,
  muteKind,
  unacknowledgeAlarm,
} from "./index.ts";

const stage = alarmStage();
const { ctx, later, run, hook, evaluate, dispatch, told } = stage;

const only = async () => {
  const { items } = await listAlarms(ctx, {});
  expect(items).toHaveLength(1);
  return items[0] as (typeof items)[number];
};

test("a failed backup raises an alarm, a later good one resolves it, and both are told in order", async () => {
  const database = await ctx.newDatabase();
  await hook();
  const runId = await run(database, failed());
  await evaluate();
  expect(await only()).toMatchObject({
    kind: "failed",
    state: "open",
    severity: "warning",
    links: { runId },
    database: { name: database.name },
  });
  expect(await countAlarms(ctx)).toEqual({ open: 1, acknowledged: 0, worst: "warning" });
  later(1);
  expect(await dispatch()).toMatchObject({ sent: 1 });
  await run(database);
  await evaluate();
  later(1);
  expect(await dispatch()).toMatchObject({ sent: 1 });
  expect(told().map(({ event, subject }) => `${event} ${subject}`)).toEqual([
    `raised Warning: ${database.name}: the last backup failed: nothing listens on that port`,
    `resolved Resolved: ${database.name}: the last backup failed: nothing listens on that port`,
  ]);
  const { alarm, events, deliveries } = await alarmDetail(ctx, (await only()).id);
  expect(alarm.state).toBe("resolved");
  expect(events.map(({ what }) => what)).toEqual(["raised", "resolved"]);
  expect(deliveries.map(({ state, what }) => `${what} ${state}`)).toEqual([
    "resolved sent",
    "raised sent",
  ]);
  expect(await countAlarms(ctx)).toEqual({ open: 0, acknowledged: 0, worst: null });
});

test("ten looks at once of two workers raise, resolve and tell once", async () => {
  const database = await ctx.newDatabase();
  await hook();
  const other = { ...ctx, actor: { kind: "system" as const, name: "other" } };
  const everybody = () =>
    Promise.all(Array.from({ length: 10 }, (_, at) => evaluate(at % 2 ? ctx : other)));
  await run(database, failed());
  await everybody();
  later(1);
  await Promise.all([dispatch(), dispatch(), dispatch()]);
  await run(database);
  await everybody();
  later(1);
  await Promise.all([dispatch(), dispatch(), dispatch()]);
  expect(told().map(({ event }) => event)).toEqual(["raised", "resolved"]);
  const { events } = await alarmDetail(ctx, (await only()).id);
  expect(events.map(({ what }) => what)).toEqual(["raised", "resolved"]);
});

test("a second failure makes it critical and opens it again though it was acknowledged", async () => {
  const database = await ctx.newDatabase();
  await run(database, failed());
  await evaluate();
  const alarm = await only();
  expect(await acknowledgeAlarm(ctx, { id: alarm.id, note: "on it" })).toMatchObject({
    state: "acknowledged",
    acknowledgedBy: "Ada",
  });
  await run(database, failed());
  await evaluate();
  expect(await only()).toMatchObject({ state: "open", severity: "critical", acknowledgedBy: null });
  const { events } = await alarmDetail(ctx, alarm.id);
  expect(events.map(({ what }) => what)).toEqual(["raised", "acknowledged", "worsened"]);
  expect(events[1]).toMatchObject({ by: "Ada", text: "on it" });
});

test("what fails again within minutes is the same incident, later it is a new one", async () => {
  const database = await ctx.newDatabase();
  for (const pause of [1, 60]) {
    await run(database, failed());
    await evaluate();
    await run(database);
    await evaluate();
    later(pause);
  }
  expect(await only()).toMatchObject({ times: 2, state: "resolved" });
  await run(database, failed());
  await evaluate();
  expect((await listAlarms(ctx, {})).items).toHaveLength(2);
});

test("an acknowledgement is taken back once, and not of what is over", async () => {
  const database = await ctx.newDatabase();
  await run(database, failed());
  await evaluate();
  const { id } = await only();
  await acknowledgeAlarm(ctx, { id });
  await acknowledgeAlarm(ctx, { id });
  expect(await unacknowledgeAlarm(ctx, { id })).toMatchObject({ state: "open" });
  await run(database);
  await evaluate();
  await expect(acknowledgeAlarm(ctx, { id })).rejects.toThrow("the alarm is resolved meanwhile");
  await expect(acknowledgeAlarm(ctx, { id: randomUUID() })).rejects.toThrow("does not exist");
});

test("a muted kind stays in the inbox and is told of when the mute ends", async () => {
  const database = await ctx.newDatabase();
  await hook();
  await muteKind(ctx, {
    kind: "failed",
    databaseId: database.id,
    until: new Date(ctx.clock.now().getTime() + 3_600_000),
  });
  await run(database, failed());
  await evaluate();
  later(10);
  await dispatch();
  expect(told()).toEqual([]);
  expect(await only()).toMatchObject({ state: "open", mutedUntil: expect.any(Date) });
  later(60);
  await evaluate();
  later(1);
  await dispatch();
  expect(told()).toHaveLength(1);
});

test("a critical alarm that nobody acknowledges is told again, an acknowledged one is not", async () => {
  const database = await ctx.newDatabase();
  await hook();
  await run(database, failed("never"));
  await evaluate();
  later(1);
  await dispatch();
  later(240);
  await Promise.all([evaluate(), evaluate()]);
  later(1);
  await dispatch();
  expect(told().map(({ event }) => event)).toEqual(["raised", "reminder"]);
  await acknowledgeAlarm(ctx, { id: (await only()).id });
  later(600);
  await evaluate();
  expect((await listDeliveries(ctx)).filter(({ state }) => state === "waiting")).toEqual([]);
});

test("an installation without a worker says so, and that it is over when one is back", async () => {
  await ctx.db.worker.deleteMany();
  await evaluateAlarms(ctx, ["worker-gone"]);
  expect(await only()).toMatchObject({ kind: "worker-gone", severity: "critical", database: null });
  await ctx.db.$executeRaw`
    INSERT INTO "Worker" ("id", "host", "pid", "startedAt", "lastSeen") VALUES ('w', 'h', 1, now(), now())`;
  await evaluateAlarms(ctx, ["worker-gone"]);
  expect(await only()).toMatchObject({ state: "resolved" });
  await ctx.db.worker.deleteMany();
});
