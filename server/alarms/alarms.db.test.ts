import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { DatabaseRow } from "../databases/index.ts";
import { savePolicy as saveReach } from "../reach/index.ts";
import { ensureMasterKey } from "../secrets/index.ts";
import { testContext } from "../testing/context.ts";
import { type Receiver, startReceiver } from "../testing/receiver.ts";
import {
  acknowledgeAlarm,
  addChannel,
  alarmDetail,
  countAlarms,
  dispatchDue,
  editChannel,
  evaluateAlarms,
  listAlarms,
  listChannels,
  listDeliveries,
  muteKind,
  putDigest,
  putPings,
  readPolicy,
  removeChannel,
  savePing,
  savePolicy,
  saveRoute,
  testChannel,
  unacknowledgeAlarm,
} from "./index.ts";

const ctx = testContext();
/** Noon, so that quiet hours of a test are where it puts them. */
const START = new Date("2030-03-01T12:00:00Z").getTime();
let now = START;
let receiver: Receiver;

const later = (minutes: number): void => {
  now += minutes * 60_000;
};
const options = { origin: "https://holdfast.example", random: () => 0.5 };
const dispatch = () => dispatchDue(ctx, options);
/** What needs neither a disk nor a worker. */
const evaluate = (other: typeof ctx = ctx) =>
  evaluateAlarms(other, ["failed", "fell-back", "source-changed", "inconsistent"]);

beforeAll(async () => {
  ctx.clock = { now: () => new Date(now) };
  ctx.actor = { kind: "system", name: "Ada" };
  await ensureMasterKey(ctx);
  await saveReach(ctx, { sourcesOnly: [], webhookAllow: ["127.0.0.1"] });
  receiver = await startReceiver();
});
afterAll(() => receiver.close());
beforeEach(async () => {
  now = START;
  await ctx.db.alarmChannel.deleteMany();
  await ctx.db.alarm.deleteMany();
  await ctx.db.alarmMute.deleteMany();
  await ctx.db.alarmPolicy.deleteMany();
  await ctx.db.alarmDelivery.deleteMany();
  await ctx.db.database.deleteMany();
  receiver.requests.length = 0;
  receiver.answer(() => ({ status: 200, body: "ok" }));
});

/** Puts an ended run straight into its table. */
async function run(database: DatabaseRow, rest: Record<string, unknown> = {}): Promise<string> {
  const id = randomUUID();
  const at = new Date(now);
  const data = { id, databaseId: database.id, asked: "auto", trigger: "manual" };
  await ctx.db.run.create({
    data: {
      ...data,
      requestedAt: at,
      startedAt: at,
      finishedAt: at,
      state: "succeeded",
      result: "incremental",
      ...rest,
    },
  });
  later(0.1);
  return id;
}
const failed = (retry = "later") => ({
  state: "failed",
  result: null,
  errorCode: "connect-refused",
  error: { message: "nothing listens on that port", retry },
});

async function hook(rest: { sendResolved?: boolean; name?: string; severity?: "critical" } = {}) {
  const channel = await addChannel(ctx, {
    name: rest.name ?? "hook",
    kind: "webhook",
    enabled: true,
    settings: { url: `${receiver.url}/${rest.name ?? "hook"}` },
    secrets: { key: "a signing key" },
  });
  await saveRoute(ctx, {
    channelId: channel.id,
    severity: rest.severity ?? "warning",
    databaseIds: [],
    tags: [],
    kinds: [],
    sendResolved: rest.sendResolved ?? true,
  });
  return channel;
}
const told = () => receiver.requests.map(({ body }) => JSON.parse(body) as Record<string, string>);
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

test("many databases that fail for one reason at once are one message", async () => {
  await hook();
  const databases = [];
  for (let n = 0; n < 12; n++) databases.push(await ctx.newDatabase());
  for (const database of databases) await run(database, failed());
  await evaluate();
  later(1);
  await dispatch();
  expect(told()).toHaveLength(1);
  expect(told()[0]?.subject).toBe("Warning: 12 databases could not be backed up");
  for (const { name } of databases) expect(told()[0]?.text).toContain(name);
});

test("a receiver that fails is tried again later and later, the next message waits for its turn", async () => {
  const [first, second] = [await ctx.newDatabase(), await ctx.newDatabase()];
  await hook();
  receiver.answer(() => ({ status: 503, body: "down for maintenance" }));
  await run(first, failed());
  await evaluate();
  later(1);
  expect(await dispatch()).toEqual({ sent: 0, failed: 1, dropped: 0 });
  expect(await dispatch()).toEqual({ sent: 0, failed: 0, dropped: 0 });
  await run(second, { ...failed(), errorCode: "read-timeout" });
  await evaluate();
  const [, waiting] = await listDeliveries(ctx);
  expect(waiting).toMatchObject({
    state: "waiting",
    attempts: 1,
    answer: { status: 503, text: "down for maintenance" },
  });
  receiver.answer(() => ({ status: 200 }));
  later(1);
  expect(await dispatch()).toMatchObject({ sent: 2 });
  const [tried, again, next] = receiver.requests;
  expect(again?.headers["x-holdfast-delivery"]).toBe(tried?.headers["x-holdfast-delivery"]);
  expect(again?.body).toBe(tried?.body);
  expect(next?.headers["x-holdfast-delivery"]).not.toBe(tried?.headers["x-holdfast-delivery"]);
});

test("a receiver that never recovers is given up after hours, with what it said", async () => {
  const database = await ctx.newDatabase();
  const channel = await hook();
  receiver.answer(() => ({ status: 500, body: "boom" }));
  await run(database, failed());
  await evaluate();
  for (let tries = 0; tries < 30; tries++) {
    later(90);
    await dispatch();
  }
  const [dead] = await listDeliveries(ctx, channel.id);
  expect(dead).toMatchObject({
    state: "dead",
    attempts: 18,
    answer: { status: 500, text: "boom" },
  });
  expect(receiver.requests).toHaveLength(18);
  expect((await listChannels(ctx))[0]?.last).toMatchObject({ ok: false, text: "boom" });
});

test("what a receiver refuses for good is not sent to it again", async () => {
  const database = await ctx.newDatabase();
  await hook();
  receiver.answer(() => ({ status: 410, body: "gone" }));
  await run(database, failed());
  await evaluate();
  later(1);
  await dispatch();
  later(600);
  await dispatch();
  expect(receiver.requests).toHaveLength(1);
  expect((await listDeliveries(ctx))[0]).toMatchObject({ state: "dead", attempts: 1 });
});

test("a claim of a worker that died is taken over, with the same id", async () => {
  const database = await ctx.newDatabase();
  await hook();
  await run(database, failed());
  await evaluate();
  later(1);
  await ctx.db.$executeRaw`
    UPDATE "AlarmDelivery" SET "claimedBy" = 'dead', "claimedUntil" = now() + interval '1 hour'`;
  expect(await dispatch()).toMatchObject({ sent: 0 });
  await ctx.db.$executeRaw`UPDATE "AlarmDelivery" SET "claimedUntil" = now() - interval '1 second'`;
  expect(await dispatch()).toMatchObject({ sent: 1 });
});

test("quiet hours hold warnings until they end and let what is critical pass", async () => {
  const [calm, grave] = [await ctx.newDatabase(), await ctx.newDatabase()];
  await hook();
  await savePolicy(ctx, {
    ...(await readPolicy(ctx)),
    quiet: true,
    zone: "Europe/Berlin",
    quietFrom: 12 * 60,
    quietTo: 15 * 60,
  });
  await run(calm, failed());
  await run(grave, { ...failed("never"), errorCode: "not-writable" });
  await evaluate();
  later(1);
  await dispatch();
  expect(told().map(({ severity }) => severity)).toEqual(["critical"]);
  const held = (await listDeliveries(ctx)).find((one) => one.state === "waiting");
  expect(held).toMatchObject({
    heldBecause: "quiet hours",
    nextAt: new Date("2030-03-01T14:00:00Z"),
  });
  later(120);
  await dispatch();
  expect(told().map(({ severity }) => severity)).toEqual(["critical", "warning"]);
});

test("what was over before the quiet hours were is not told, nor is its end", async () => {
  const database = await ctx.newDatabase();
  await hook();
  await savePolicy(ctx, { ...(await readPolicy(ctx)), quiet: true, quietFrom: 600, quietTo: 900 });
  await run(database, failed());
  await evaluate();
  later(5);
  await run(database);
  await evaluate();
  later(300);
  await dispatch();
  expect(told()).toEqual([]);
  expect((await listDeliveries(ctx)).map(({ state }) => state)).toEqual(["dropped", "dropped"]);
});

test("a muted kind stays in the inbox and is told of when the mute ends", async () => {
  const database = await ctx.newDatabase();
  await hook();
  await muteKind(ctx, {
    kind: "failed",
    databaseId: database.id,
    until: new Date(now + 3_600_000),
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

test("routes by severity and database decide who is told", async () => {
  const [mine, other] = [await ctx.newDatabase(), await ctx.newDatabase()];
  const { id: channelId } = await hook({ name: "all", severity: "critical" });
  const one = await addChannel(ctx, {
    name: "mine",
    kind: "webhook",
    enabled: true,
    settings: { url: `${receiver.url}/mine` },
    secrets: {},
  });
  const route = { severity: "warning", tags: [], kinds: [], sendResolved: false } as const;
  await saveRoute(ctx, {
    ...route,
    tags: [],
    kinds: [],
    channelId: one.id,
    databaseIds: [mine.id],
  });
  for (const database of [mine, other]) await run(database, failed());
  await evaluate();
  later(1);
  await dispatch();
  expect(receiver.requests.map(({ path }) => path)).toEqual(["/mine"]);
  await removeChannel(ctx, channelId);
  await expect(
    saveRoute(ctx, { ...route, tags: [], kinds: [], channelId, databaseIds: [] }),
  ).rejects.toThrow("the channel does not exist");
});

test("secrets are sealed in the row, never given out, and kept when they are not typed again", async () => {
  const channel = await hook();
  const row = await ctx.db.alarmChannel.findUniqueOrThrow({ where: { id: channel.id } });
  expect(row.secrets).toMatch(/^v1:/);
  expect(JSON.stringify([row, await listChannels(ctx)])).not.toContain("a signing key");
  const edited = await editChannel(ctx, {
    id: channel.id,
    name: "renamed",
    enabled: true,
    settings: channel.settings,
    secrets: {},
  });
  expect(edited).toMatchObject({ name: "renamed", secretsSet: ["key"] });
  await testChannel(ctx, channel.id, options);
  expect(receiver.requests[0]?.headers["x-holdfast-signature"]).toMatch(/^sha256=/);
  await expect(hook({ name: "renamed" })).rejects.toThrow(
    'another channel is already called "renamed"',
  );
});

test("a test shows the receiver's real answer, good or bad, and is kept", async () => {
  const channel = await hook();
  expect((await testChannel(ctx, channel.id, options)).answer).toMatchObject({
    ok: true,
    status: 200,
    text: "ok",
  });
  receiver.answer(() => ({ status: 401, body: "who are you?" }));
  expect((await testChannel(ctx, channel.id, options)).answer).toMatchObject({
    ok: false,
    status: 401,
    text: "who are you?",
  });
  expect(
    (await listDeliveries(ctx, channel.id)).map(({ what, state }) => `${what} ${state}`),
  ).toEqual(["test dead", "test sent"]);
});

test("a database's backups ping start, success and fail once, in order, only since the address was set", async () => {
  const database = await ctx.newDatabase();
  await run(database);
  later(1);
  await savePing(ctx, { databaseId: database.id, url: `${receiver.url}/check-1` });
  later(1);
  await run(database);
  await run(database, failed());
  await Promise.all([putPings(ctx), putPings(ctx)]);
  await putPings(ctx);
  await Promise.all([dispatch(), dispatch()]);
  expect(receiver.requests.map(({ path }) => path.split("?")[0])).toEqual([
    "/check-1/start",
    "/check-1",
    "/check-1/start",
    "/check-1/fail",
  ]);
  expect(receiver.requests.at(-1)?.body).toContain("nothing listens on that port");
  const row = await ctx.db.databaseWatch.findUniqueOrThrow({ where: { databaseId: database.id } });
  expect(row.pingUrl).not.toContain("check-1");
});

test("a digest goes out once at its time, with what is open and what went well", async () => {
  const [good, bad] = [await ctx.newDatabase(), await ctx.newDatabase()];
  const channel = await hook({ severity: "critical" });
  await savePolicy(ctx, {
    ...(await readPolicy(ctx)),
    digest: "daily",
    digestAt: 13 * 60,
    digestChannelIds: [channel.id],
  });
  expect(await putDigest(ctx, options)).toBe(0);
  await run(good);
  await run(bad, failed());
  await evaluate();
  expect(await putDigest(ctx, options)).toBe(0);
  later(61);
  const written = await Promise.all([putDigest(ctx, options), putDigest(ctx, options)]);
  expect(written.sort()).toEqual([0, 1]);
  expect(await putDigest(ctx, options)).toBe(0);
  await dispatch();
  expect(told()).toHaveLength(1);
  expect(told()[0]).toMatchObject({ event: "digest", subject: "Digest: 1 alarm open" });
  expect(told()[0]?.text).toContain("1 backup succeeded, 1 failed");
  expect(told()[0]?.text).toContain(bad.name);
});

test("a policy with a zone that there is not, or with no channel for its digest, is refused", async () => {
  const policy = await readPolicy(ctx);
  await expect(savePolicy(ctx, { ...policy, zone: "Mars/Olympus" })).rejects.toThrow(
    "no time zone",
  );
  await expect(savePolicy(ctx, { ...policy, digest: "daily" })).rejects.toThrow(
    "at least one channel",
  );
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
