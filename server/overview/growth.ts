import type { Context } from "../context.ts";
import { HAS_OWN_LOG_FILES, number } from "../db/index.ts";
import type { GrowthDto } from "./schema.ts";

const DAY = 86_400_000;
/** Long enough for a week's ups and downs to even out. */
const GROWTH_DAYS = 14;

export const NO_GROWTH: GrowthDto = {
  perDayBytes: null,
  perDayTransactions: null,
  days: 0,
};

interface Row {
  databaseId: string;
  bytes: bigint;
  transactions: bigint;
  from: Date;
}

/** What a database's backups bring in a day on the mean of the last two weeks; nothing from less than a day. */
export async function growthOf(ctx: Context, ids: string[]): Promise<Map<string, GrowthDto>> {
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - GROWTH_DAYS * DAY);
  const rows = await ctx.db.$queryRaw<Row[]>`
    WITH pulls AS (
      SELECT "databaseId", "startedAt" AS "at", CASE WHEN "asked" = 'follow' AND ${HAS_OWN_LOG_FILES} THEN 0 ELSE "bytes" END AS "bytes",
        "lastTx" - lag("lastTx") OVER (PARTITION BY "databaseId" ORDER BY "startedAt") AS "transactions"
      FROM "Run"
      WHERE "databaseId" = ANY(${ids}::uuid[]) AND "state" = 'succeeded' AND "lastTx" IS NOT NULL
        AND "asked" IN ('auto', 'full', 'incremental', 'follow') AND "startedAt" >= ${since}
      UNION ALL
      SELECT r."databaseId", f."lastCommitAt", f."bytes",
        CASE WHEN r."state" = 'running' THEN f."transactions" END
      FROM "LogFile" f JOIN "Run" r ON r."id" = f."runId" AND r."asked" = 'follow'
      WHERE r."databaseId" = ANY(${ids}::uuid[]) AND f."lastCommitAt" >= ${since}
    )
    SELECT "databaseId", sum("bytes")::bigint AS "bytes",
      coalesce(sum(greatest("transactions", 0)), 0)::bigint AS "transactions", min("at") AS "from"
    FROM pulls GROUP BY "databaseId"`;
  return new Map(
    rows.map((row) => {
      const days = (now.getTime() - row.from.getTime()) / DAY;
      if (days < 1) return [row.databaseId, NO_GROWTH];
      return [
        row.databaseId,
        {
          perDayBytes: number(row.bytes) / days,
          perDayTransactions: number(row.transactions) / days,
          days: Math.round(days),
        },
      ];
    }),
  );
}
