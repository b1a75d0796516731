import type { Context } from "../context.ts";
import { HAS_OWN_LOG_FILES, number } from "../db/index.ts";
import { type RateDay, type RateHour, rateOf } from "./rate.ts";
import type { WriteRate } from "./schema.ts";

const DAY = 86_400_000;
/** Older pulls say little about how a source writes now. */
const RATE_DAYS = 14;
/** A longer interval belongs to no hour of the day. */
const SHORT_SECONDS = 2 * 3_600;

interface Row {
  databaseId: string;
  day: Date | null;
  hour: number | null;
  seconds: number;
  transactions: bigint;
  shortSeconds: number;
  shortTransactions: bigint;
  measuredTransactions: bigint;
  measuredBytes: bigint;
}

/** How fast each of the sources writes, as its pulls saw it; one query for all of them. */
export async function writeRates(ctx: Context, ids: string[]): Promise<Map<string, WriteRate>> {
  const days = new Map<string, RateDay[]>();
  const hours = new Map<string, RateHour[]>();
  for (const row of await pulledBy(ctx, ids)) {
    if (row.day)
      push(days, row.databaseId, {
        seconds: row.seconds,
        transactions: number(row.transactions),
        measuredTransactions: number(row.measuredTransactions),
        measuredBytes: number(row.measuredBytes),
      });
    else if (row.hour !== null)
      push(hours, row.databaseId, {
        hour: row.hour,
        seconds: row.shortSeconds,
        transactions: number(row.shortTransactions),
      });
  }
  const rates = new Map<string, WriteRate>();
  for (const [id, seen] of days) {
    const rate = rateOf(seen, hours.get(id) ?? []);
    if (rate) rates.set(id, rate);
  }
  return rates;
}

function push<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/**
 * What was written between one pull and the next, by day and by hour of the day. Ordinary runs tell the newest
 * transaction at their start; a run that follows the source tells it by its log files. An interval counts to the
 * hour in which it ends, for the pattern only when it is short enough to belong there.
 */
async function pulledBy(ctx: Context, ids: string[]): Promise<Row[]> {
  const since = new Date(ctx.clock.now().getTime() - RATE_DAYS * DAY);
  return await ctx.db.$queryRaw<Row[]>`
    WITH pulls AS (
      SELECT "databaseId", "startedAt" AS "to", "lastTx" - lag("lastTx") OVER w AS "transactions",
        lag("startedAt") OVER w AS "from",
        CASE "result" WHEN 'incremental' THEN "bytes" WHEN 'nothing-new' THEN 0 END AS "bytes"
      FROM "Run"
      WHERE "databaseId" = ANY(${ids}::uuid[]) AND "state" = 'succeeded' AND "lastTx" IS NOT NULL
        AND "asked" IN ('auto', 'full', 'incremental') AND "startedAt" >= ${since}
      WINDOW w AS (PARTITION BY "databaseId" ORDER BY "startedAt")
      UNION ALL
      SELECT "databaseId", "finishedAt", "transactions", "startedAt", "bytes"
      FROM "Run"
      WHERE "databaseId" = ANY(${ids}::uuid[]) AND "asked" = 'follow' AND "finishedAt" >= ${since}
        AND NOT ${HAS_OWN_LOG_FILES}
      UNION ALL
      SELECT r."databaseId", f."lastCommitAt", f."transactions",
        coalesce(lag(f."lastCommitAt") OVER (PARTITION BY f."runId" ORDER BY f."version"), f."firstCommitAt"),
        f."bytes"
      FROM "LogFile" f JOIN "Run" r ON r."id" = f."runId" AND r."asked" = 'follow'
      WHERE r."databaseId" = ANY(${ids}::uuid[]) AND f."lastCommitAt" >= ${since}
    ), intervals AS (
      SELECT "databaseId", "to" AT TIME ZONE 'UTC' AS "to", "transactions", "bytes",
        extract(epoch FROM "to" - "from") AS "seconds"
      FROM pulls WHERE "from" < "to" AND "transactions" >= 0
    )
    SELECT "databaseId", date_trunc('day', "to") AS "day", extract(hour FROM "to")::int AS "hour",
      sum("seconds")::float8 AS "seconds", sum("transactions")::bigint AS "transactions",
      coalesce(sum("seconds") FILTER (WHERE "seconds" <= ${SHORT_SECONDS}), 0)::float8 AS "shortSeconds",
      coalesce(sum("transactions") FILTER (WHERE "seconds" <= ${SHORT_SECONDS}), 0)::bigint AS "shortTransactions",
      coalesce(sum("transactions") FILTER (WHERE "bytes" IS NOT NULL), 0)::bigint AS "measuredTransactions",
      coalesce(sum("bytes"), 0)::bigint AS "measuredBytes"
    FROM intervals
    GROUP BY GROUPING SETS (("databaseId", date_trunc('day', "to")), ("databaseId", extract(hour FROM "to")::int))`;
}
