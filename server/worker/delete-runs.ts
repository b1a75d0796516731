import type { SetDto } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { expiredSets } from "../retention/index.ts";
import { type RunEnd, startRun } from "../runs/index.ts";
import { deleteSet } from "./delete-set.ts";
import { ConsoleFailure } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";

/** Deletes one set that somebody chose. */
export async function runDeleteSet(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  if (set.pinned) throw new ConsoleFailure("set-pinned", set.id);
  if (!(await deleteSet(hand.ctx, set)))
    throw new ConsoleFailure("set-in-use", `a restore of ${set.id} is under way`);
  hand.recorder.line("info", `deleted backup set ${set.id} with ${set.logFiles.length} log files`);
  return {
    state: "succeeded",
    result: "set-deleted",
    figures: { reason: `Deleted backup set ${set.id}.` },
  };
}

/** Deletes what the policy lets go at this moment; looked up anew, whatever it was when the run was queued. */
export async function runExpire(hand: RunInHand): Promise<RunEnd> {
  const { ctx, run, recorder, signal } = hand;
  const gone: string[] = [];
  recorder.enter("deleting");
  for (const { set, reasons } of await expiredSets(ctx, run.databaseId)) {
    signal.throwIfAborted();
    if (!(await deleteSet(ctx, set))) {
      recorder.line("info", `a restore is reading backup set ${set.id}: it stays for now`);
      continue;
    }
    gone.push(set.id);
    recorder.line("info", `deleted backup set ${set.id}: ${reasons.join(" ")}`);
  }
  const reason =
    gone.length === 0
      ? "Nothing was left to delete."
      : `Deleted ${gone.length} backup ${gone.length === 1 ? "set" : "sets"} as the retention policy says: ${gone.join(", ")}.`;
  return { state: "succeeded", result: "expired", figures: { reason } };
}

/** After a good backup: queues a clean-up if the policy lets something go. Another run in the way is left alone. */
export async function startExpiry(ctx: Context, databaseId: string): Promise<void> {
  if ((await expiredSets(ctx, databaseId)).length === 0) return;
  await startRun(ctx, { databaseId, asked: "expire", trigger: "system" });
}
