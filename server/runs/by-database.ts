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

/** How each of the databases stands; every look-up is one step into an index. */
export async function runsByDatabase(
  ctx: Context,
  databaseIds: string[],
): Promise<Map<string, DatabaseRuns>> {
  const entries = await Promise.all(
    databaseIds.map(async (id): Promise<[string, DatabaseRuns]> => [id, await runsOf(ctx, id)]),
  );
  return new Map(entries);
}

const newestFirst = [{ requestedAt: "desc" as const }, { id: "desc" as const }];

async function runsOf(ctx: Context, databaseId: string): Promise<DatabaseRuns> {
  const [active, last, good] = await Promise.all([
    ctx.db.run.findFirst({
      where: { databaseId, state: { in: ACTIVE }, asked: { notIn: BESIDE } },
      include: runInclude,
    }),
    ctx.db.run.findFirst({
      where: { databaseId, NOT: { state: { in: ACTIVE } }, asked: { notIn: BESIDE } },
      include: runInclude,
      orderBy: newestFirst,
    }),
    ctx.db.run.findFirst({
      where: { databaseId, state: "succeeded", asked: { in: BACKUPS } },
      orderBy: newestFirst,
      select: { id: true, finishedAt: true, requestedAt: true, result: true },
    }),
  ]);
  const failures = await ctx.db.run.findMany({
    where: {
      databaseId,
      state: "failed",
      asked: { in: BACKUPS },
      ...(good ? { requestedAt: { gt: good.requestedAt } } : {}),
    },
    select: { id: true },
    take: MOST_FAILURES,
  });
  return {
    lastGood: good && {
      runId: good.id,
      at: good.finishedAt ?? good.requestedAt,
      result: good.result as RunResult | null,
    },
    lastRun: last && toRunDto(last),
    activeRun: active && toRunDto(active),
    consecutiveFailures: failures.length,
  };
}

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
