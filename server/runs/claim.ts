import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { runById } from "./queries.ts";
import type { RunDto } from "./schema.ts";
import { signalRun } from "./signal.ts";
import { along } from "./state.ts";

/**
 * Takes a queued run for a worker: one conditional update, so that only one worker ever gets it.
 * @returns null when it is not queued (any more).
 */
export async function claimRun(
  ctx: Context,
  input: { runId: string; workerId: string },
): Promise<RunDto | null> {
  const claimed = await ctx.db.$transaction(async (tx) => {
    const [row] = await tx.$queryRaw<{ databaseId: string }[]>`
      UPDATE "Run" SET "state" = 'running', "workerId" = ${input.workerId},
        "startedAt" = ${ctx.clock.now()}, "heartbeatAt" = now()
      WHERE "id" = ${input.runId}::uuid AND "state" = ${along("queued", "running").state}
      RETURNING "databaseId"`;
    if (row) await signalRun(tx, { id: input.runId, databaseId: row.databaseId, state: "running" });
    return row;
  });
  return claimed ? found(await runById(ctx, input.runId), "the run") : null;
}

/** What a worker hears back from its heartbeat. `lost`: the run is not its any more and must stop. */
export type Pulse = "go-on" | "cancel" | "lost";

/** Says that the worker still works on the run. Times are Postgres's, so that workers' clocks do not matter. */
export async function beat(
  ctx: Context,
  input: { runId: string; workerId: string },
): Promise<Pulse> {
  const [row] = await ctx.db.$queryRaw<{ cancel: boolean }[]>`
    UPDATE "Run" SET "heartbeatAt" = now()
    WHERE "id" = ${input.runId}::uuid AND "state" = 'running' AND "workerId" = ${input.workerId}
    RETURNING "cancelRequestedAt" IS NOT NULL AS cancel`;
  if (!row) return "lost";
  return row.cancel ? "cancel" : "go-on";
}

/** Ties a running run to the set it works on. */
export async function tieToSet(
  ctx: Context,
  input: { runId: string; workerId: string; setId: string },
): Promise<void> {
  await ctx.db.run.updateMany({
    where: { id: input.runId, state: "running", workerId: input.workerId },
    data: { setId: input.setId },
  });
}

/** Says from which address of the source a running run gets what it gets; null when from none. */
export async function noteAddress(
  ctx: Context,
  input: { runId: string; workerId: string; address: string | null },
): Promise<void> {
  await ctx.db.run.updateMany({
    where: { id: input.runId, state: "running", workerId: input.workerId },
    data: { address: input.address },
  });
}
