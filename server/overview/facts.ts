import type { Context } from "../context.ts";
import { numberOrNull } from "../db/index.ts";
import type { Flaw, Verification } from "./schema.ts";

const DAY = 86_400_000;
/** When a verification is too old to lean on, unless checks are planned further apart. */
const STALE_DAYS = 30;
/** A check that is planned may be late by this much. */
const LATE_DAYS = 2;

/** What the rows of a database and of its sets say. */
export interface DatabaseFacts {
  tags: string[];
  targetMinutes: number | null;
  targetSetAt: Date | null;
  createdAt: Date;
  protectedAt: Date | null;
  newestTx: number | null;
  newestCommitAt: Date | null;
  seenTx: number | null;
  seenAt: Date | null;
  flaws: Flaw[];
  verification: Verification | null;
}

interface Row {
  id: string;
  tags: string[];
  targetMinutes: number | null;
  targetSetAt: Date | null;
  createdAt: Date;
  verifyEveryDays: number | null;
  protectedAt: Date | null;
  newestTx: bigint | null;
  newestCommitAt: Date | null;
  newestSetId: string | null;
  newestStartedAt: Date | null;
  verifiedAt: Date | null;
  seenTx: bigint | null;
  seenAt: Date | null;
  flaws: { setId: string; kind: Flaw["kind"]; startedAt: string }[] | null;
}

/** The facts of each of the databases, in one query. */
export async function factsOf(ctx: Context, ids: string[]): Promise<Map<string, DatabaseFacts>> {
  const rows = await rowsOf(ctx, ids);
  const now = ctx.clock.now().getTime();
  return new Map(
    rows.map((row) => [
      row.id,
      {
        tags: row.tags,
        targetMinutes: row.targetMinutes,
        targetSetAt: row.targetSetAt,
        createdAt: row.createdAt,
        protectedAt: row.protectedAt,
        newestTx: numberOrNull(row.newestTx),
        newestCommitAt: row.newestCommitAt,
        seenTx: numberOrNull(row.seenTx),
        seenAt: row.seenAt,
        flaws: (row.flaws ?? []).map((flaw) => ({
          setId: flaw.setId,
          kind: flaw.kind,
          startedAt: new Date(flaw.startedAt),
          isNewest: flaw.setId === row.newestSetId,
        })),
        verification: verificationOf(row, now),
      },
    ]),
  );
}

function verificationOf(row: Row, now: number): Verification | null {
  if (!row.newestSetId || !row.newestStartedAt) return null;
  const limitDays = row.verifyEveryDays === null ? STALE_DAYS : row.verifyEveryDays + LATE_DAYS;
  // a set that nobody looked at is as old a promise as the set itself
  const since = row.verifiedAt ?? row.newestStartedAt;
  return {
    setId: row.newestSetId,
    at: row.verifiedAt,
    limitDays,
    isStale: now - since.getTime() > limitDays * DAY,
  };
}

async function rowsOf(ctx: Context, ids: string[]): Promise<Row[]> {
  return await ctx.db.$queryRaw<Row[]>`
    SELECT d."id", d."tags", d."targetMinutes", d."targetSetAt", d."createdAt", d."verifyEveryDays",
      p."protectedAt", p."lastTx" AS "newestTx", p."lastCommitAt" AS "newestCommitAt",
      n."id" AS "newestSetId", n."startedAt" AS "newestStartedAt", n."verifiedAt",
      seen."lastTx" AS "seenTx", seen."at" AS "seenAt", f."flaws"
    FROM "Database" d
    LEFT JOIN LATERAL (
      SELECT "protectedAt", "lastTx", "lastCommitAt" FROM "BackupSet"
      WHERE "databaseId" = d."id" AND "state" = 'good' ORDER BY "protectedAt" DESC NULLS LAST LIMIT 1
    ) p ON TRUE
    LEFT JOIN LATERAL (
      SELECT "id", "startedAt", greatest("verifiedAt", "checkedAt") AS "verifiedAt" FROM "BackupSet"
      WHERE "databaseId" = d."id" AND "state" = 'good' ORDER BY "startedAt" DESC, "id" DESC LIMIT 1
    ) n ON TRUE
    LEFT JOIN LATERAL (
      SELECT greatest(r."lastTx", (r."progress"->>'lastTx')::bigint) AS "lastTx",
        coalesce(r."finishedAt", r."requestedAt") AS "at"
      FROM "Run" r
      WHERE r."databaseId" = d."id" AND r."state" IN ('failed', 'cancelled')
        AND r."asked" IN ('auto', 'full', 'incremental', 'follow')
        AND r."requestedAt" > coalesce(p."protectedAt", d."createdAt")
      ORDER BY 1 DESC NULLS LAST LIMIT 1
    ) seen ON seen."lastTx" IS NOT NULL
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_object('setId', s."id", 'kind', s."kind", 'startedAt', s."startedAt")) AS "flaws"
      FROM (
        SELECT "id", "startedAt",
          CASE WHEN "checkOk" = FALSE THEN 'inconsistent' ELSE 'damaged' END AS "kind"
        FROM "BackupSet"
        WHERE "databaseId" = d."id" AND (
          "state" = 'damaged' OR ("state" = 'good' AND ("verifyOk" = FALSE OR "checkOk" = FALSE)))
        ORDER BY "startedAt" DESC, "id" DESC LIMIT 5
      ) s
    ) f ON TRUE
    WHERE d."id" = ANY(${ids}::uuid[])`;
}
