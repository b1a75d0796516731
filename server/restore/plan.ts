import { BackupError, planRestore, type RestorePlan } from "neo4j-backup";
import { indexOf, manifestOf, type SetDto, storeOf } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { openHistory, reading } from "../history/index.ts";
import { backupError } from "../runs/index.ts";
import { spaceUnder } from "../system/index.ts";
import { restoreCommand } from "./command.ts";
import { directoryProblem, freeDirectory, restoreDirectory } from "./directory.ts";
import type { PlanAnswer, PlanInput, RestoreLoss, RestoreRoot } from "./schema.ts";
import { enginePoint, restorableSet } from "./set.ts";

/** What a restore to a point would do, and what would be lost by it. Changes nothing. */
export async function planAnswer(
  ctx: Context,
  input: PlanInput,
  signal?: AbortSignal,
): Promise<PlanAnswer> {
  const { set, slug } = await restorableSet(ctx, input.setId);
  const { directory } = input;
  try {
    const plan = await planRestore(storeOf(set), {
      to: enginePoint(input.to),
      manifestPath: manifestOf(set),
      indexDirectory: indexOf(set),
      target: directory ? restoreDirectory(ctx, directory) : ctx.restoreRoot,
      ...(signal ? { signal } : {}),
    });
    const defaultDirectory = await freeDirectory(ctx, `${slug}-${plan.reached.tx}`);
    return {
      ok: true,
      plan,
      loss: await lossOf(ctx, set, plan),
      defaultDirectory,
      directoryProblem: await directoryProblem(ctx, directory ?? defaultDirectory),
      command: restoreCommand(
        set,
        plan,
        restoreDirectory(ctx, directory ?? defaultDirectory),
        input.replayed,
      ),
    };
  } catch (thrown) {
    if (!(thrown instanceof BackupError)) throw thrown;
    return { ok: false, error: backupError(thrown, "The backup was only read.") };
  }
}

async function lossOf(ctx: Context, set: SetDto, plan: RestorePlan): Promise<RestoreLoss> {
  const { history } = await openHistory(ctx, set.id);
  const { leftOut, reached } = plan;
  const { nodes, relationships, properties } = await reading(set, () =>
    history.sumAbove(reached.tx),
  );
  return {
    transactions: leftOut.transactions,
    firstAt: leftOut.firstCommitAt === undefined ? null : new Date(leftOut.firstCommitAt),
    lastAt: leftOut.lastCommitAt === undefined ? null : new Date(leftOut.lastCommitAt),
    nodes,
    relationships,
    properties,
  };
}

/** Where restores go, and how much room is left there. */
export async function restoreRoot(ctx: Context): Promise<RestoreRoot> {
  const space = await spaceUnder(ctx.restoreRoot);
  return { directory: ctx.restoreRoot, freeBytes: space?.free ?? null };
}
