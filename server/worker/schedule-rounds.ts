import type { Context } from "../context.ts";
import { continuousOf } from "../continuous/index.ts";
import { log, messageOf } from "../log.ts";
import { dueSchedules, pruneSlots, settleSchedule } from "../schedules/index.ts";
import { rounds, seldom } from "./rounds.ts";

const LOOK_MILLIS = 1_000;
const PRUNE_MILLIS = 6 * 3_600_000;
/** Those that are at it pull from the source themselves. */
const FOLLOWS = ["starting", "following", "reconnecting"];

/** One look at the schedules that have something due. One that cannot be settled does not delay the others. */
export async function settleDue(ctx: Context): Promise<void> {
  const ids = await dueSchedules(ctx);
  if (ids.length === 0) return;
  const continuous = await continuousOf(ctx, ids);
  for (const databaseId of ids) {
    const followed = continuous.get(databaseId);
    const isFollowed = followed?.wanted === true && FOLLOWS.includes(followed.state);
    try {
      await settleOne(ctx, databaseId, isFollowed);
    } catch (thrown) {
      log.error("schedule-not-settled", { database: databaseId, message: messageOf(thrown) });
    }
  }
}

async function settleOne(ctx: Context, database: string, isFollowed: boolean): Promise<void> {
  const settlement = await settleSchedule(ctx, database, isFollowed);
  if (!settlement) return;
  const { started, settled, isSetBack } = settlement;
  if (isSetBack) log.warn("schedule-planned-anew", { database, because: "the clock was set back" });
  if (started)
    log.info("slot-started", {
      database,
      run: started.runId,
      kind: started.kind,
      slot: started.slotAt.toISOString(),
    });
  for (const slot of settled)
    if (slot.outcome !== "with-full" && slot.outcome !== "followed")
      log.info("slot-left-out", {
        database,
        kind: slot.kind,
        outcome: slot.outcome,
        slots: slot.slots,
        slot: slot.slotAt.toISOString(),
      });
}

/** The worker's part in schedules, in a round of its own: nothing else that it does delays a slot. @returns how to stop */
export function keepSchedules(ctx: Context): () => Promise<void> {
  const prune = seldom(ctx.clock, PRUNE_MILLIS, () => pruneSlots(ctx));
  return rounds("schedule-round", LOOK_MILLIS, async () => {
    await settleDue(ctx);
    await prune();
  });
}
