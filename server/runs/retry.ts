import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { runById } from "./queries.ts";
import type { StartAnswer } from "./schema.ts";
import { startRun } from "./start.ts";
import { isActive, isOfSet, isStretch } from "./state.ts";

/** Queues a new run that asks for the same as an ended one and says whose retry it is. */
export async function retryRun(ctx: Context, id: string): Promise<StartAnswer> {
  const earlier = found(await runById(ctx, id), "the run");
  if (isActive(earlier.state))
    return { ok: false, reason: "the run has not ended yet", run: earlier };
  if (isStretch(earlier.asked))
    return {
      ok: false,
      reason: "continuous protection goes on by itself as long as it is switched on",
      run: null,
    };
  if (isOfSet(earlier.asked) && !earlier.setId)
    return { ok: false, reason: "the backup set of that run does not exist any more", run: null };
  return await startRun(ctx, {
    databaseId: earlier.databaseId,
    asked: earlier.asked,
    trigger: "retry",
    setId: isOfSet(earlier.asked) ? earlier.setId : null,
    retryOf: earlier.id,
    ...(earlier.restore
      ? {
          restore: {
            to: earlier.restore.to,
            directory: earlier.restore.directory,
            ...(earlier.restore.replayed ? { replayed: true } : {}),
          },
        }
      : {}),
  });
}
