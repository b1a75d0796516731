import type { Context } from "../context.ts";
import type { FallBack } from "./schema.ts";

const MOST = 5;

/** The newest backups of a database that had to become full ones, each with how long after a pull it came. */
export async function fallBacksOf(ctx: Context, databaseId: string): Promise<FallBack[]> {
  const rows = await ctx.db.$queryRaw<
    { runId: string; at: Date; reason: string | null; before: Date | null }[]
  >`
    SELECT r."id" AS "runId", r."startedAt" AS "at", r."reason", b."startedAt" AS "before"
    FROM "Run" r
    LEFT JOIN LATERAL (
      SELECT "startedAt" FROM "Run"
      WHERE "databaseId" = r."databaseId" AND "state" = 'succeeded' AND "startedAt" < r."startedAt"
        AND "asked" IN ('auto', 'full', 'incremental')
      ORDER BY "startedAt" DESC LIMIT 1
    ) b ON TRUE
    WHERE r."databaseId" = ${databaseId}::uuid AND r."result" = 'fell-back-to-full' AND r."startedAt" IS NOT NULL
    ORDER BY r."startedAt" DESC LIMIT ${MOST}`;
  return rows.map(({ before, ...row }) => ({
    ...row,
    afterMillis: before && row.at.getTime() - before.getTime(),
  }));
}
