import type { Context } from "../context.ts";
import { number, numberOrNull, type Prisma } from "../db/index.ts";
import { type MinuteCount, perMinute } from "./rate.ts";
import {
  type ContinuousDto,
  type ContinuousFacts,
  type ContinuousState,
  DEFAULT_SETTING,
} from "./schema.ts";

type Stored = Prisma.ContinuousGetPayload<object>;

/** A follower beats every two seconds; silence this long means that it is gone. */
export const FOLLOWER_EXPIRES_SECONDS = 10;

const OFF: ContinuousFacts = {
  wanted: false,
  state: "off",
  lagMillis: null,
  lastPullAt: null,
  lastTx: null,
  lastCommitAt: null,
  sourceLastTx: null,
  since: null,
  reconnects: 0,
  reason: null,
};

const WAITING = "it waits for a worker";

/** What a row says is only true while its follower lives. */
function standing(stored: Stored, now: Date): Pick<ContinuousFacts, "state" | "reason"> {
  const state = stored.state as ContinuousState;
  if (!stored.wanted && stored.workerId === null) return { state: "off", reason: stored.reason };
  const beat = stored.heartbeatAt?.getTime() ?? 0;
  const isAlive =
    stored.workerId !== null && now.getTime() - beat < FOLLOWER_EXPIRES_SECONDS * 1000;
  if (isAlive || state === "stopped") return { state, reason: stored.reason };
  return { state: "starting", reason: stored.reason ?? WAITING };
}

function factsOf(stored: Stored, now: Date): ContinuousFacts {
  const lastTx = numberOrNull(stored.lastTx);
  return {
    wanted: stored.wanted,
    ...standing(stored, now),
    lagMillis: stored.lastPullAt ? Math.max(0, now.getTime() - stored.lastPullAt.getTime()) : null,
    lastPullAt: stored.lastPullAt,
    lastTx,
    lastCommitAt: stored.lastCommitAt,
    sourceLastTx: lastTx,
    since: stored.since,
    reconnects: stored.reconnects,
  };
}

/** How each of the databases is followed; those that never were are `off`. */
export async function continuousOf(
  ctx: Context,
  databaseIds: string[],
): Promise<Map<string, ContinuousFacts>> {
  const rows = await ctx.db.continuous.findMany({ where: { databaseId: { in: databaseIds } } });
  const stored = new Map(rows.map((row) => [row.databaseId, row]));
  const now = ctx.clock.now();
  return new Map(
    databaseIds.map((id) => {
      const row = stored.get(id);
      return [id, row ? factsOf(row, now) : OFF];
    }),
  );
}

/** One database's setting and how it stands. */
export async function continuousById(ctx: Context, databaseId: string): Promise<ContinuousDto> {
  const stored = await ctx.db.continuous.findUnique({ where: { databaseId } });
  if (!stored)
    return {
      ...DEFAULT_SETTING,
      ...OFF,
      databaseId,
      setId: null,
      runId: null,
      errorCode: null,
      retryAt: null,
      pulls: 0,
      transactions: 0,
      bytes: 0,
      transactionsPerMinute: null,
    };
  const now = ctx.clock.now();
  return {
    databaseId,
    everySeconds: stored.everySeconds,
    rollBytes: number(stored.rollBytes),
    rollMinutes: stored.rollMinutes,
    ...factsOf(stored, now),
    setId: stored.setId,
    runId: stored.runId,
    errorCode: stored.errorCode,
    retryAt: stored.retryAt,
    pulls: number(stored.pulls),
    transactions: number(stored.transactions),
    bytes: number(stored.bytes),
    transactionsPerMinute: perMinute(minutesOf(stored.minutes), now),
  };
}

/** The counts as they are stored. */
export const minutesOf = (stored: unknown): MinuteCount[] => stored as MinuteCount[];
