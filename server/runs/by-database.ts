import type { Context } from "../context.ts";
import { runInclude, toRunDto } from "./dto.ts";
import type { RunAsked, RunDto, RunResult, RunState } from "./schema.ts";
import { ACTIVE } from "./state.ts";

const BACKUPS: RunAsked[] = ["auto", "full", "incremental"];
/** They say nothing about how the backups stand: a restore, and a stretch of continuous protection that goes on for days. */
const BESIDE: RunAsked[] = ["restore", "follow"];
/** Counting further back tells nobody more. */
const MOST_FAILURES = 1_000;

/** How a database stands, as its runs say it. */
export interface DatabaseRuns {
  lastGood: { runId: string; at: Date; result: RunResult | null } | null;
  /** Neither of these is a restore or a stretch of continuous protection: these do not stand in the way of backups. */
  lastRun: RunDto | null;
  activeRun: RunDto | null;
  consecutiveFailures: number;
}

/** How each of the databases stands: four queries, each one step into an index for each database. */
export async function runsByDatabase(
  ctx: Context,
  databaseIds: string[],
): Promise<Map<string, DatabaseRuns>> {
  const found = await newestOf(ctx, databaseIds);
  const wanted = found.flatMap((row) => [row.activeId, row.lastId].filter((id) => id !== null));
  const runs = await ctx.db.run.findMany({ where: { id: { in: wanted } }, include: runInclude });
  const byId = new Map(runs.map((run) => [run.id, toRunDto(run)]));
  const one = (id: string | null): RunDto | null => (id === null ? null : (byId.get(id) ?? null));
  return new Map(
    found.map((row) => [
      row.databaseId,
      {
        lastGood:
          row.goodId === null || row.goodAt === null
            ? null
            : { runId: row.goodId, at: row.goodAt, result: row.goodResult },
        lastRun: one(row.lastId),
        activeRun: one(row.activeId),
        consecutiveFailures: row.failures,
      },
    ]),
  );
}

interface NewestRow {
  databaseId: string;
  activeId: string | null;
  lastId: string | null;
  goodId: string | null;
  goodAt: Date | null;
  goodResult: RunResult | null;
  failures: number;
}

/** The runs that tell how each of the databases stands. */
async function newestOf(ctx: Context, databaseIds: string[]): Promise<NewestRow[]> {
  return await ctx.db.$queryRaw<NewestRow[]>`
    SELECT d."id" AS "databaseId", active."id" AS "activeId", last."id" AS "lastId", good."id" AS "goodId",
      coalesce(good."finishedAt", good."requestedAt") AS "goodAt", good."result" AS "goodResult",
      coalesce(failed."count", 0)::int AS "failures"
    FROM unnest(${databaseIds}::uuid[]) AS d("id")
    LEFT JOIN LATERAL (
      SELECT "id" FROM "Run" WHERE "databaseId" = d."id" AND "state" = ANY(${ACTIVE})
        AND "asked" <> ALL(${BESIDE}) LIMIT 1
    ) active ON TRUE
    LEFT JOIN LATERAL (
      SELECT "id" FROM "Run" WHERE "databaseId" = d."id" AND "state" <> ALL(${ACTIVE})
        AND "asked" <> ALL(${BESIDE}) ORDER BY "requestedAt" DESC, "id" DESC LIMIT 1
    ) last ON TRUE
    LEFT JOIN LATERAL (
      SELECT "id", "finishedAt", "requestedAt", "result" FROM "Run" WHERE "databaseId" = d."id"
        AND "state" = 'succeeded' AND "asked" = ANY(${BACKUPS}) ORDER BY "requestedAt" DESC, "id" DESC LIMIT 1
    ) good ON TRUE
    LEFT JOIN LATERAL (
      SELECT count(*) AS "count" FROM (
        SELECT 1 FROM "Run" WHERE "databaseId" = d."id" AND "state" = 'failed' AND "asked" = ANY(${BACKUPS})
          AND (good."requestedAt" IS NULL OR "requestedAt" > good."requestedAt") LIMIT ${MOST_FAILURES}
      ) f
    ) failed ON TRUE`;
}

const newestFirst = [{ requestedAt: "desc" as const }, { id: "desc" as const }];

/** Runs that worked on a set and have ended, the newest 200, oldest first. */
export async function runsOfSet(
  ctx: Context,
  setId: string,
): Promise<{ id: string; at: Date; state: RunState; result: RunResult | null }[]> {
  const rows = await ctx.db.run.findMany({
    where: { setId, NOT: { finishedAt: null } },
    orderBy: newestFirst,
    take: 200,
    select: { id: true, finishedAt: true, requestedAt: true, state: true, result: true },
  });
  return rows.reverse().map((row) => ({
    id: row.id,
    at: row.finishedAt ?? row.requestedAt,
    state: row.state as RunState,
    result: row.result as RunResult | null,
  }));
}

/** The newest runs since a time, at most 200, for the strip. */
export async function runsSince(
  ctx: Context,
  databaseId: string,
  from: Date,
): Promise<{ id: string; at: Date; state: RunState; result: RunResult | null; asked: RunAsked }[]> {
  const rows = await ctx.db.run.findMany({
    where: { databaseId, requestedAt: { gte: from } },
    orderBy: newestFirst,
    take: 200,
    select: {
      id: true,
      requestedAt: true,
      startedAt: true,
      finishedAt: true,
      state: true,
      result: true,
      asked: true,
    },
  });
  return rows.map((row) => ({
    id: row.id,
    at: row.finishedAt ?? row.startedAt ?? row.requestedAt,
    state: row.state as RunState,
    result: row.result as RunResult | null,
    asked: row.asked as RunAsked,
  }));
}
