import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { consoleError } from "./console-errors.ts";
import { failAbandoned } from "./finish.ts";
import { runById } from "./queries.ts";
import type { RunDto, RunTrigger } from "./schema.ts";
import { signalRun } from "./signal.ts";

/** Begins the run of a protected stretch: it is in no queue, its follower has begun already. */
export async function beginStretch(
  ctx: Context,
  input: {
    databaseId: string;
    setId: string;
    workerId: string;
    trigger: RunTrigger;
    at: Date;
    address: string | null;
  },
): Promise<RunDto | null> {
  const { databaseId, setId, workerId, trigger, at, address } = input;
  const id = await ctx.db.$transaction(async (tx) => {
    const [run] = await tx.run.createManyAndReturn({
      data: [
        {
          databaseId,
          setId,
          workerId,
          address,
          trigger,
          asked: "follow",
          state: "running",
          requestedAt: at,
          startedAt: at,
          heartbeatAt: at,
          phases: [{ phase: "following", startedAt: at.toISOString(), finishedAt: null }],
        },
      ],
      skipDuplicates: true,
    });
    if (!run) return null;
    await signalRun(tx, { id: run.id, databaseId, state: "running" });
    return run.id;
  });
  return id === null ? null : found(await runById(ctx, id), "the run");
}

/**
 * Another worker goes on with a stretch into the same set.
 * @returns null when it has ended; else with the number of its next log line
 */
export async function adoptStretch(
  ctx: Context,
  input: { runId: string; workerId: string; setId: string },
): Promise<{ run: RunDto; nextSeq: number } | null> {
  const { count } = await ctx.db.run.updateMany({
    where: { id: input.runId, state: "running", asked: "follow", setId: input.setId },
    data: { workerId: input.workerId, heartbeatAt: ctx.clock.now() },
  });
  if (count === 0) return null;
  const last = await ctx.db.runLine.aggregate({
    where: { runId: input.runId },
    _max: { seq: true },
  });
  const run = found(await runById(ctx, input.runId), "the run");
  return { run, nextSeq: (last._max.seq ?? -1) + 1 };
}

/** Ends a stretch that no worker goes on with. */
export async function failStretch(ctx: Context, runId: string, because: string): Promise<void> {
  const run = await ctx.db.run.findUnique({ where: { id: runId }, select: { workerId: true } });
  if (!run) return;
  const only = { state: "running" as const, workerId: run.workerId };
  await failAbandoned(ctx, runId, only, consoleError("worker-lost", because));
}
