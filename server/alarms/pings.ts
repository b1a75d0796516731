import type { Context } from "../context.ts";
import { oneLine } from "./message.ts";
import type { PingMessage } from "./prepare.ts";

interface RunToPing {
  id: string;
  databaseId: string;
  asked: string;
  state: string;
  result: string | null;
  message: string | null;
  startedAt: Date;
}

interface Wanted {
  databaseId: string;
  message: PingMessage;
  onceKey: string;
}

const BACKUPS = ["auto", "full", "incremental"];
/** Older ones would tell an outside service of the past. */
const LOOK_BACK_MILLIS = 3_600_000;

/**
 * Writes the pings of backups that began or ended since the last look, each once however many workers look. A
 * database under continuous protection pings once a minute while its pulls come through.
 */
export async function putPings(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - LOOK_BACK_MILLIS);
  const runs = await ctx.db.$queryRaw<RunToPing[]>`
    SELECT r."id", r."databaseId", r."asked", r."state", r."result", r."error"->>'message' AS "message", r."startedAt"
    FROM "DatabaseWatch" w JOIN "Run" r ON r."databaseId" = w."databaseId"
    WHERE w."pingUrl" IS NOT NULL AND r."asked" = ANY(${BACKUPS}) AND r."startedAt" >= greatest(${since}, w."pingSince")
      AND (r."state" = 'running' OR r."finishedAt" >= ${since})
    ORDER BY r."startedAt", r."id" LIMIT 500`;
  const wanted = [
    ...runs.flatMap((run) =>
      pingsOf(run).map((message) => ({
        databaseId: run.databaseId,
        message,
        onceKey: keyOf(run.id, message.signal),
      })),
    ),
    ...(await pingsOfFollowed(ctx)),
  ];
  if (wanted.length === 0) return 0;
  const there = await ctx.db.alarmDelivery.findMany({
    where: { onceKey: { in: wanted.map(({ onceKey }) => onceKey) } },
    select: { onceKey: true },
  });
  const known = new Set(there.map((row) => row.onceKey));
  const fresh = wanted.filter(({ onceKey }) => !known.has(onceKey));
  if (fresh.length === 0) return 0;
  const { count } = await ctx.db.alarmDelivery.createMany({
    data: fresh.map(({ databaseId, message, onceKey }) => ({
      lane: `ping:${databaseId}`,
      databaseId,
      what: "ping",
      onceKey,
      message: { ...message },
      createdAt: now,
      notBefore: now,
    })),
    skipDuplicates: true,
  });
  return count;
}

const MINUTE_MILLIS = 60_000;

/** Followed databases that pulled within the last minute, one ping a minute each. */
async function pingsOfFollowed(ctx: Context): Promise<Wanted[]> {
  const now = ctx.clock.now().getTime();
  const rows = await ctx.db.continuous.findMany({
    where: {
      state: "following",
      lastPullAt: { gte: new Date(now - MINUTE_MILLIS) },
      database: { watch: { NOT: { pingUrl: null } } },
    },
    select: { databaseId: true },
  });
  return rows.map(({ databaseId }) => ({
    databaseId,
    message: { signal: "success", runId: null, text: "following" },
    onceKey: `ping:follow:${databaseId}:${Math.floor(now / MINUTE_MILLIS)}`,
  }));
}

const keyOf = (runId: string, signal: string): string => `ping:${runId}:${signal}`;

function pingsOf(run: RunToPing): PingMessage[] {
  const begin: PingMessage = {
    signal: "start",
    runId: run.id,
    text: `${run.asked} backup began at ${run.startedAt.toISOString()}`,
  };
  if (run.state === "succeeded")
    return [begin, { signal: "success", runId: run.id, text: run.result ?? "succeeded" }];
  if (run.state === "failed" || run.state === "cancelled")
    return [
      begin,
      { signal: "fail", runId: run.id, text: oneLine(run.message ?? `the run was ${run.state}`) },
    ];
  return [begin];
}
