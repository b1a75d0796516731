import type { Context } from "../context.ts";
import { continuousOf } from "../continuous/index.ts";
import { numberOrNull } from "../db/index.ts";
import { found } from "../refusal.ts";
import { schedulesOf } from "../schedules/index.ts";
import { fallBacksOf } from "./fall-backs.ts";
import { logWindow, type WindowFacts } from "./log-window.ts";
import { writeRates } from "./pulls.ts";
import type { LogWindow, LogWindowDetail } from "./schema.ts";

interface Row {
  id: string;
  logRetention: string | null;
  logRotationBytes: bigint | null;
  lastTx: bigint | null;
  lastCommitAt: Date | null;
  protectedAt: Date | null;
}

/** For how long each source keeps what the next incremental backup needs; a fixed number of queries. */
export async function logWindowOf(
  ctx: Context,
  databaseIds: string[],
): Promise<Map<string, LogWindow>> {
  const [rows, rates, continuous, schedules] = await Promise.all([
    newestOf(ctx, databaseIds),
    writeRates(ctx, databaseIds),
    continuousOf(ctx, databaseIds),
    schedulesOf(ctx, databaseIds),
  ]);
  const now = ctx.clock.now();
  return new Map(
    rows.map((row) => {
      const followed = continuous.get(row.id);
      const facts: WindowFacts = {
        retention: row.logRetention,
        rotationBytes: numberOrNull(row.logRotationBytes),
        newestTx: numberOrNull(row.lastTx),
        newestCommitAt: later(row.lastCommitAt, followed?.lastCommitAt),
        lookedAt: later(row.protectedAt, followed?.lastPullAt),
        rate: rates.get(row.id) ?? null,
        isFollowed: followed?.state === "following",
        nextAt: schedules.get(row.id)?.nextAt ?? null,
      };
      return [row.id, logWindow(facts, now)];
    }),
  );
}

/** One database's window, with the fall-backs that really happened. */
export async function logWindowById(ctx: Context, databaseId: string): Promise<LogWindowDetail> {
  const [windows, fallBacks] = await Promise.all([
    logWindowOf(ctx, [databaseId]),
    fallBacksOf(ctx, databaseId),
  ]);
  return { ...found(windows.get(databaseId), "the database"), fallBacks };
}

const later = (a: Date | null, b: Date | null | undefined): Date | null =>
  !a || !b ? (a ?? b ?? null) : a > b ? a : b;

/** Settings and the set that the next incremental backup continues, of each database. */
async function newestOf(ctx: Context, ids: string[]): Promise<Row[]> {
  return await ctx.db.$queryRaw<Row[]>`
    SELECT d."id", d."logRetention", d."logRotationBytes", s."lastTx", s."lastCommitAt", s."protectedAt"
    FROM "Database" d
    LEFT JOIN LATERAL (
      SELECT "lastTx", "lastCommitAt", "protectedAt" FROM "BackupSet"
      WHERE "databaseId" = d."id" AND "state" = 'good' ORDER BY "startedAt" DESC, "id" DESC LIMIT 1
    ) s ON TRUE
    WHERE d."id" = ANY(${ids}::uuid[]) AND d."removedAt" IS NULL`;
}
