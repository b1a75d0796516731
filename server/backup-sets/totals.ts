import type { Context } from "../context.ts";
import { number, numberOrNull } from "../db/index.ts";

/** What the sets of one database come to. */
export interface SetTotals {
  /** Without failed ones, which hold nothing. */
  setCount: number;
  /** Bytes as they were written, and no inconsistency found in them. */
  goodSetCount: number;
  totalBytes: number;
  /** Of the good set that is protected furthest. */
  newestProtected: Date | null;
  newestTx: number | null;
}

export const NO_SETS: SetTotals = {
  setCount: 0,
  goodSetCount: 0,
  totalBytes: 0,
  newestProtected: null,
  newestTx: null,
};

interface Row {
  databaseId: string;
  /** Without failed ones, which hold nothing. */
  setCount: number;
  goodSetCount: number;
  totalBytes: bigint;
  newestProtected: Date | null;
  newestTx: bigint | null;
}

/** Totals by database id, of one database or of all, counted in Postgres; databases without sets are left out. */
export async function setTotals(
  ctx: Context,
  databaseId: string | null,
): Promise<Map<string, SetTotals>> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT s."databaseId", (count(*) FILTER (WHERE s."state" <> 'failed'))::int AS "setCount",
      (count(*) FILTER (WHERE s."state" = 'good' AND s."checkOk" IS DISTINCT FROM FALSE))::int AS "goodSetCount",
      (sum(s."baseBytes") + coalesce(sum(l."bytes"), 0))::bigint AS "totalBytes",
      max(s."protectedAt") FILTER (WHERE s."state" = 'good') AS "newestProtected",
      (array_agg(s."lastTx" ORDER BY s."protectedAt" DESC NULLS LAST)
        FILTER (WHERE s."state" = 'good'))[1] AS "newestTx"
    FROM "BackupSet" s
    LEFT JOIN LATERAL (SELECT sum("bytes") AS "bytes" FROM "LogFile" WHERE "setId" = s."id") l ON TRUE
    WHERE ${databaseId}::uuid IS NULL OR s."databaseId" = ${databaseId}::uuid
    GROUP BY s."databaseId"`;
  return new Map(
    rows.map(({ databaseId: id, totalBytes, newestTx, ...totals }) => [
      id,
      { ...totals, totalBytes: number(totalBytes), newestTx: numberOrNull(newestTx) },
    ]),
  );
}
