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

const BACKUPS = ["auto", "full", "incremental"];
/** Older ones would tell an outside service of the past. */
const LOOK_BACK_MILLIS = 3_600_000;

/**
 * Writes the pings of backups that began or ended since the last look, each once however many workers look.
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
  const wanted = runs.flatMap((run) => pingsOf(run).map((message) => ({ run, message })));
  if (wanted.length === 0) return 0;
  const keys = wanted.map(({ run, message }) => keyOf(run.id, message.signal));
  const there = await ctx.db.alarmDelivery.findMany({
    where: { onceKey: { in: keys } },
    select: { onceKey: true },
  });
  const known = new Set(there.map((row) => row.onceKey));
  const fresh = wanted.filter(({ run, message }) => !known.has(keyOf(run.id, message.signal)));
  if (fresh.length === 0) return 0;
  const { count } = await ctx.db.alarmDelivery.createMany({
    data: fresh.map(({ run, message }) => ({
      lane: `ping:${run.databaseId}`,
      databaseId: run.databaseId,
      what: "ping",
      onceKey: keyOf(run.id, message.signal),
      message: { ...message },
      createdAt: now,
      notBefore: now,
    })),
    skipDuplicates: true,
  });
  return count;
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
