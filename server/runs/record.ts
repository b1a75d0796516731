import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { MAX_LINES } from "./queries.ts";
import type { LogLine, RunPhase, RunProgress } from "./schema.ts";
import { signalRun } from "./signal.ts";

export interface RunRecord {
  runId: string;
  workerId: string;
  progress: RunProgress | null;
  phases: RunPhase[];
  /** Lines since the record before; `seq` goes on without gap. */
  lines: LogLine[];
}

/**
 * Writes what a run has to show since the last time, and tells everybody who watches.
 * @returns false when the run is not the worker's (any more).
 */
export async function recordProgress(ctx: Context, record: RunRecord): Promise<boolean> {
  const { runId, workerId, progress, phases } = record;
  return await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.run.updateMany({
      where: { id: runId, state: "running", workerId },
      data: {
        phases: phases as unknown as Prisma.InputJsonValue,
        ...(progress ? { progress: progress as unknown as Prisma.InputJsonValue } : {}),
      },
    });
    if (count === 0) return false;
    await addLines(tx, runId, record.lines);
    const run = await tx.run.findUniqueOrThrow({
      where: { id: runId },
      select: { databaseId: true },
    });
    await signalRun(tx, { id: runId, databaseId: run.databaseId, state: "running", progress });
    return true;
  });
}

/** Keeps the lines up to the limit and counts the rest. */
export async function addLines(
  tx: Prisma.TransactionClient,
  runId: string,
  lines: LogLine[],
): Promise<void> {
  if (lines.length === 0) return;
  const kept = lines.filter((line) => line.seq < MAX_LINES);
  await tx.runLine.createMany({
    data: kept.map((line) => ({ runId, ...line })),
    skipDuplicates: true,
  });
  if (kept.length < lines.length)
    await tx.run.update({
      where: { id: runId },
      data: { droppedLines: { increment: lines.length - kept.length } },
    });
}
