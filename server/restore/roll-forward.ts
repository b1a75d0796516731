import { newestGoodSet } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { activeStretch, type StartAnswer, startRun } from "../runs/index.ts";
import { restorableSet } from "./set.ts";

/**
 * Queues the making of a new set out of the base and the log of one, with no load on the server. Only of the newest
 * good set: the new one is what later incrementals continue.
 */
export async function startRollForward(ctx: Context, setId: string): Promise<StartAnswer> {
  const { set } = await restorableSet(ctx, setId);
  const refuse = (reason: string): StartAnswer => ({ ok: false, reason, run: null });
  if (set.state !== "good") return refuse("the set is damaged: nothing can be built on it");
  if (set.check?.ok === false)
    return refuse("the set's records contradict each other: nothing can be built on it");
  const newest = await newestGoodSet(ctx, set.databaseId);
  if (newest?.id !== set.id)
    return refuse("there is a newer good set, which is the one to roll forward");
  if (set.lastTx === null || set.lastTx === set.baseEndTx)
    return refuse("its base already ends with its newest transaction: there is nothing to apply");
  const stretch = await activeStretch(ctx, set.databaseId);
  if (stretch)
    return {
      ok: false,
      reason:
        "continuous protection adds to this set: switch it off, roll forward, and switch it on again",
      run: stretch,
    };
  return await startRun(ctx, {
    databaseId: set.databaseId,
    asked: "roll-forward",
    trigger: "manual",
    setId: set.id,
  });
}
