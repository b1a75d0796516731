import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach } from "vitest";
import {
  addChannel,
  type ChannelDto,
  dispatchDue,
  evaluateAlarms,
  saveRoute,
} from "../alarms/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { savePolicy } from "../reach/index.ts";
import { ensureMasterKey } from "../secrets/index.ts";
import { type TestContext, testContext } from "./context.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

/** Noon, so that quiet hours of a test are where it puts them. */
const START = new Date("2030-03-01T12:00:00Z").getTime();

/** How a backup failed, as its run has it. */
export const failed = (retry = "later") => ({
  state: "failed",
  result: null,
  errorCode: "connect-refused",
  error: { message: "nothing listens on that port", retry },
});

export interface AlarmStage {
  ctx: TestContext;
  /** A web server that channels lead to. */
  receiver: () => Receiver;
  /** Sets the clock forward. */
  later: (minutes: number) => void;
  /** Puts an ended run straight into its table. */
  run: (database: DatabaseRow, rest?: Record<string, unknown>) => Promise<string>;
  /** A channel to the receiver and a route for everything to it. */
  hook: (rest?: HookOptions) => Promise<ChannelDto>;
  evaluate: (other?: TestContext) => ReturnType<typeof evaluateAlarms>;
  dispatch: () => ReturnType<typeof dispatchDue>;
  /** Bodies that arrived. */
  told: () => Record<string, string>[];
}

export interface HookOptions {
  name?: string;
  severity?: "critical";
}

export const DISPATCH = { origin: "https://holdfast.example", random: () => 0.5 };

/** What tests of alarms stand on: a clock that is set, a receiver, and nothing left of the test before. */
export function alarmStage(): AlarmStage {
  const ctx = testContext();
  let now = START;
  let receiver: Receiver;
  const later = (minutes: number): void => {
    now += minutes * 60_000;
  };
  beforeAll(async () => {
    ctx.clock = { now: () => new Date(now) };
    ctx.actor = { kind: "system", name: "Ada" };
    await ensureMasterKey(ctx);
    await savePolicy(ctx, { sourcesOnly: [], webhookAllow: ["127.0.0.1"] });
    receiver = await startReceiver();
  });
  afterAll(() => receiver.close());
  beforeEach(async () => {
    now = START;
    await empty(ctx);
    receiver.requests.length = 0;
    receiver.answer(() => ({ status: 200, body: "ok" }));
  });
  return {
    ctx,
    receiver: () => receiver,
    later,
    run: async (database, rest = {}) => {
      const id = await insertRun(ctx, database.id, rest);
      later(0.1);
      return id;
    },
    hook: (rest = {}) => addHook(ctx, receiver.url, rest),
    // what needs neither a disk nor a worker
    evaluate: (other = ctx) =>
      evaluateAlarms(other, ["failed", "fell-back", "source-changed", "inconsistent"]),
    dispatch: () => dispatchDue(ctx, DISPATCH),
    told: () => receiver.requests.map(({ body }) => JSON.parse(body) as Record<string, string>),
  };
}

async function empty(ctx: TestContext): Promise<void> {
  await ctx.db.alarmChannel.deleteMany();
  await ctx.db.alarm.deleteMany();
  await ctx.db.alarmMute.deleteMany();
  await ctx.db.alarmPolicy.deleteMany();
  await ctx.db.alarmDelivery.deleteMany();
  await ctx.db.database.deleteMany();
}

async function insertRun(
  ctx: TestContext,
  databaseId: string,
  rest: Record<string, unknown>,
): Promise<string> {
  const id = randomUUID();
  const at = ctx.clock.now();
  const ended = { state: "succeeded", result: "incremental", ...rest };
  await ctx.db.run.create({
    data: {
      id,
      databaseId,
      asked: "auto",
      trigger: "manual",
      requestedAt: at,
      startedAt: at,
      finishedAt: at,
      ...ended,
    },
  });
  return id;
}

async function addHook(
  ctx: TestContext,
  url: string,
  { name = "hook", severity }: HookOptions,
): Promise<ChannelDto> {
  const channel = await addChannel(ctx, {
    name,
    kind: "webhook",
    enabled: true,
    settings: { url: `${url}/${name}` },
    secrets: { key: "a signing key" },
  });
  const everything = { databaseIds: [], tags: [], kinds: [], sendResolved: true };
  await saveRoute(ctx, { channelId: channel.id, severity: severity ?? "warning", ...everything });
  return channel;
}
