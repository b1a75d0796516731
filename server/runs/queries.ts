import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { runInclude, toRunDto } from "./dto.ts";
import type { LogLine, RunAsked, RunCounts, RunDto } from "./schema.ts";
import { ACTIVE } from "./state.ts";

/** @returns null when there is none. */
export async function runById(ctx: Context, id: string): Promise<RunDto | null> {
  const stored = await ctx.db.run.findUnique({ where: { id }, include: runInclude });
  return stored && toRunDto(stored);
}

/** All queued and running runs, oldest first. */
export async function activeRuns(ctx: Context): Promise<RunDto[]> {
  const stored = await ctx.db.run.findMany({
    where: { state: { in: ACTIVE } },
    include: runInclude,
    orderBy: { requestedAt: "asc" },
  });
  return stored.map(toRunDto);
}

/** A queued or running run of a kind on a set. @returns null when there is none. */
export async function activeOnSet(
  ctx: Context,
  setId: string,
  asked: RunAsked,
): Promise<RunDto | null> {
  const stored = await ctx.db.run.findFirst({
    where: { setId, asked, state: { in: ACTIVE } },
    include: runInclude,
  });
  return stored && toRunDto(stored);
}

/** The queued or running restore into a directory. @returns null when there is none. */
export async function activeRestoreTo(ctx: Context, directory: string): Promise<RunDto | null> {
  const stored = await ctx.db.run.findFirst({
    where: { ...restoreTo(directory), state: { in: ACTIVE } },
    include: runInclude,
  });
  return stored && toRunDto(stored);
}

/** The stretch of continuous protection that goes on, or waits to. @returns null when there is none. */
export async function activeStretch(ctx: Context, databaseId: string): Promise<RunDto | null> {
  const stored = await ctx.db.run.findFirst({
    where: { databaseId, asked: "follow", state: { in: ACTIVE } },
    include: runInclude,
  });
  return stored && toRunDto(stored);
}

/** Restores into a directory. */
export const restoreTo = (directory: string): Prisma.RunWhereInput => ({
  asked: "restore",
  params: { path: ["directory"], equals: directory },
});

/** Kept log lines, oldest first; those behind `afterSeq` only, when given. */
export async function runLog(ctx: Context, id: string, afterSeq = -1): Promise<LogLine[]> {
  const [lines, run] = await Promise.all([
    ctx.db.runLine.findMany({
      where: { runId: id, seq: { gt: afterSeq } },
      orderBy: { seq: "asc" },
      select: { seq: true, at: true, level: true, text: true },
    }),
    ctx.db.run.findUnique({ where: { id }, select: { droppedLines: true, finishedAt: true } }),
  ]);
  const kept = lines.map((line) => ({ ...line, level: line.level as LogLine["level"] }));
  if (run?.finishedAt && run.droppedLines > 0 && afterSeq < MAX_LINES)
    kept.push({
      seq: MAX_LINES,
      at: run.finishedAt,
      level: "warning",
      text: `${run.droppedLines.toLocaleString("en")} more lines were left out`,
    });
  return kept;
}

/** Lines kept for one run; their `seq` goes from 0 to one below this. */
export const MAX_LINES = 2000;

/** Figures for badges. */
export async function countRuns(ctx: Context, databaseId?: string): Promise<RunCounts> {
  const where = databaseId ? { databaseId } : {};
  const [running, queued, failed] = await Promise.all([
    ctx.db.run.count({ where: { ...where, state: "running" } }),
    ctx.db.run.count({ where: { ...where, state: "queued" } }),
    ctx.db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM "Database" d CROSS JOIN LATERAL (
        SELECT "state" FROM "Run" r
        WHERE r."databaseId" = d."id" AND r."state" IN ('succeeded', 'failed')
          AND r."asked" IN ('auto', 'full', 'incremental')
        ORDER BY r."requestedAt" DESC, r."id" DESC LIMIT 1) AS newest
      WHERE newest."state" = 'failed' AND d."removedAt" IS NULL
        AND (${databaseId ?? null}::uuid IS NULL OR d."id" = ${databaseId ?? null}::uuid)`,
  ]);
  return { running, queued, failedRecently: failed[0]?.count ?? 0 };
}
