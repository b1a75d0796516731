import type { Context } from "../context.ts";
import { CANCEL_CHANNEL, notify } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { progressOf } from "./dto.ts";
import { runById } from "./queries.ts";
import type { RunDto } from "./schema.ts";
import { signalRun } from "./signal.ts";
import { along } from "./state.ts";

/**
 * Cancels a run: a queued one at once, a running one through its worker, which hears of it by notification.
 * A run that has ended stays as it is.
 */
export async function cancelRun(ctx: Context, id: string): Promise<RunDto> {
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    const run = found(
      await tx.run.findUnique({
        where: { id },
        select: { asked: true, databaseId: true, progress: true },
      }),
      "the run",
    );
    if (run.asked === "follow")
      throw new Refusal(
        "conflict",
        "continuous protection ends when an administrator switches it off in the database's settings",
      );
    const queued = await tx.run.updateMany({
      where: { id, ...along("queued", "cancelled") },
      data: { state: "cancelled", cancelRequestedAt: now, finishedAt: now },
    });
    if (queued.count === 1) {
      await signalRun(tx, { id, databaseId: run.databaseId, state: "cancelled" });
      return;
    }
    const running = await tx.run.updateMany({
      where: { id, state: "running", cancelRequestedAt: null },
      data: { cancelRequestedAt: now },
    });
    if (running.count === 1) {
      await notify(tx, CANCEL_CHANNEL, id);
      await signalRun(tx, {
        id,
        databaseId: run.databaseId,
        state: "running",
        progress: progressOf(run.progress),
      });
    }
  });
  return found(await runById(ctx, id), "the run");
}
