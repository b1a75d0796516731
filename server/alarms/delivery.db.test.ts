import { expect, test } from "vitest";
import { alarmStage, failed, DISPATCH as options } from "../testing/alarms.ts";
import {
  addChannel,
  editChannel,
  listChannels,
  listDeliveries,
  putDigest,
  putPings,
  readPolicy,
  removeChannel,
  savePing,
  savePolicy,
  saveRoute,
  testChannel,
} from "./index.ts";

const stage = alarmStage();
const { ctx, later, run, hook, evaluate, dispatch, told } = stage;

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

test("an alarm that got worse before it was told is told once, as it is now", async () => {
  const database = await ctx.newDatabase();
  await hook();
  for (let n = 0; n < 2; n++) {
    await run(database, failed());
    await evaluate();
  }
  later(1);
  await dispatch();
  expect(told().map(({ severity }) => severity)).toEqual(["critical"]);
  expect((await listDeliveries(ctx)).map(({ alarms }) => alarms)).toEqual([1]);
});

test("a receiver that fails is tried again later and later, the next message waits for its turn", async () => {
  const [first, second] = [await ctx.newDatabase(), await ctx.newDatabase()];
  await hook();
  stage.receiver().answer(() => ({ status: 503, body: "down for maintenance" }));
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
  stage.receiver().answer(() => ({ status: 200 }));
  later(1);
  expect(await dispatch()).toMatchObject({ sent: 2 });
  const [tried, again, next] = stage.receiver().requests;
  expect(again?.headers["x-holdfast-delivery"]).toBe(tried?.headers["x-holdfast-delivery"]);
  expect(again?.body).toBe(tried?.body);
  expect(next?.headers["x-holdfast-delivery"]).not.toBe(tried?.headers["x-holdfast-delivery"]);
});

test("a receiver that never recovers is given up after hours, with what it said", async () => {
  const database = await ctx.newDatabase();
  const channel = await hook();
  stage.receiver().answer(() => ({ status: 500, body: "boom" }));
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
  expect(stage.receiver().requests).toHaveLength(18);
  expect((await listChannels(ctx))[0]?.last).toMatchObject({ ok: false, text: "boom" });
});

test("what a receiver refuses for good is not sent to it again", async () => {
  const database = await ctx.newDatabase();
  await hook();
  stage.receiver().answer(() => ({ status: 410, body: "gone" }));
  await run(database, failed());
  await evaluate();
  later(1);
  await dispatch();
  later(600);
  await dispatch();
  expect(stage.receiver().requests).toHaveLength(1);
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

test("routes by severity and database decide who is told", async () => {
  const [mine, other] = [await ctx.newDatabase(), await ctx.newDatabase()];
  const { id: channelId } = await hook({ name: "all", severity: "critical" });
  const one = await addChannel(ctx, {
    name: "mine",
    kind: "webhook",
    enabled: true,
    settings: { url: `${stage.receiver().url}/mine` },
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
  expect(stage.receiver().requests.map(({ path }) => path)).toEqual(["/mine"]);
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
  expect(stage.receiver().requests[0]?.headers["x-holdfast-signature"]).toMatch(/^sha256=/);
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
  stage.receiver().answer(() => ({ status: 401, body: "who are you?" }));
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
  await savePing(ctx, { databaseId: database.id, url: `${stage.receiver().url}/check-1` });
  later(1);
  await run(database);
  await run(database, failed());
  await Promise.all([putPings(ctx), putPings(ctx)]);
  await putPings(ctx);
  await Promise.all([dispatch(), dispatch()]);
  expect(stage.receiver().requests.map(({ path }) => path.split("?")[0])).toEqual([
    "/check-1/start",
    "/check-1",
    "/check-1/start",
    "/check-1/fail",
  ]);
  expect(stage.receiver().requests.at(-1)?.body).toContain("nothing listens on that port");
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
