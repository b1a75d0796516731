import type { Context } from "../context.ts";
import { enqueue, runKey } from "../db/index.ts";
import { consoleError } from "./console-errors.ts";
import { failAbandoned } from "./finish.ts";

/** A worker beats every 2 s; silence this long means that it is gone. */
export const HEARTBEAT_EXPIRES_SECONDS = 10;
/** A run that waits this long without an entry in the queue was forgotten by the queue. */
const QUEUE_GRACE_SECONDS = 10;

export interface Swept {
  /** Runs that were failed because their worker is gone. */
  lost: string[];
  /** Runs that were put back into the queue. */
  requeued: string[];
}

/**
 * Finds runs that nobody works on: running ones whose heartbeat expired or whose worker is known to be gone, and
 * queued ones that the queue does not know. Every step is conditional, so any number of workers may sweep at once.
 * A stretch of continuous protection is left alone: another worker takes it over.
 * @param goneWorkers ids of workers that are known to be dead, such as this one's earlier life.
 */
export async function sweepRuns(ctx: Context, goneWorkers: string[] = []): Promise<Swept> {
  const orphans = await ctx.db.$queryRaw<{ id: string; workerId: string | null }[]>`
    SELECT "id", "workerId" FROM "Run" WHERE "state" = 'running' AND "asked" <> 'follow' AND (
      "heartbeatAt" IS NULL OR "heartbeatAt" < now() - make_interval(secs => ${HEARTBEAT_EXPIRES_SECONDS})
      OR "workerId" = ANY(${goneWorkers}))`;
  const lost: string[] = [];
  for (const run of orphans) {
    const error = consoleError("worker-lost", `worker ${run.workerId} stopped reporting`);
    if (await failAbandoned(ctx, run.id, { state: "running", workerId: run.workerId }, error))
      lost.push(run.id);
  }
  return { lost, requeued: await requeueForgotten(ctx) };
}

async function requeueForgotten(ctx: Context): Promise<string[]> {
  const forgotten = await ctx.db.$queryRaw<{ id: string }[]>`
    SELECT r."id" FROM "Run" r
    WHERE r."state" = 'queued' AND r."requestedAt" < now() - make_interval(secs => ${QUEUE_GRACE_SECONDS})
      AND NOT EXISTS (SELECT 1 FROM graphile_worker.jobs j
        WHERE j.key = 'run:' || r."id" AND j.locked_at IS NULL AND j.attempts < j.max_attempts)`;
  const requeued: string[] = [];
  for (const { id } of forgotten) {
    await enqueue(ctx.db, "run", { runId: id }, runKey(id));
    requeued.push(id);
  }
  return requeued;
}
