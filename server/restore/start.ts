import type { Context } from "../context.ts";
import { activeOnSet, activeRestoreTo, type StartAnswer, startRun } from "../runs/index.ts";
import { directoryProblem } from "./directory.ts";
import { directoryName, type StartRestoreInput } from "./schema.ts";
import { restorableSet } from "./set.ts";

/**
 * Queues a restore into a directory below the restore root. It goes beside backups of the same database; what was
 * restored is the user's from then on, and Holdfast never deletes it.
 */
export async function startRestore(ctx: Context, input: StartRestoreInput): Promise<StartAnswer> {
  const { set } = await restorableSet(ctx, input.setId);
  const { to, directory, replayed } = input;
  const refuse = (reason: string): StartAnswer => ({ ok: false, reason, run: null });
  if (
    "transaction" in to &&
    (to.transaction < (set.baseEndTx ?? 0) || to.transaction > (set.lastTx ?? 0))
  )
    return refuse(`this set can be restored to transactions ${set.baseEndTx} to ${set.lastTx}`);
  if (!directoryName.safeParse(directory).success)
    return refuse("the name may hold letters, digits, dashes and underscores only");
  const problem = await directoryProblem(ctx, directory);
  if (problem) {
    const restoring = await activeRestoreTo(ctx, directory);
    return restoring
      ? { ok: false, reason: `a restore to ${directory} is under way`, run: restoring }
      : refuse(problem);
  }
  const deleting = await activeOnSet(ctx, set.id, "delete-set");
  if (deleting) return { ok: false, reason: "the backup set is being deleted", run: deleting };
  return await startRun(ctx, {
    databaseId: set.databaseId,
    asked: "restore",
    trigger: "manual",
    setId: set.id,
    restore: { to, directory, ...(replayed ? { replayed } : {}) },
  });
}
