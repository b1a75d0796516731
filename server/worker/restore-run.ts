import fs from "node:fs/promises";
import { planRestore, type RestoreOutcome, restore } from "neo4j-backup";
import type { SetDto } from "../backup-sets/index.ts";
import { messageOf } from "../log.ts";
import { directoryProblem, enginePoint, restoreDirectory } from "../restore/index.ts";
import type { RunEnd } from "../runs/index.ts";
import { ConsoleFailure } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { indexOf, manifestOf, requireSetDirectory, storeOf } from "./set-files.ts";

/** Copies a set, up to a point, into a new directory below the restore root. */
export async function runRestore(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  const { ctx, run, recorder, signal } = hand;
  if (!run.restore) throw new ConsoleFailure("unexpected", "the run names no restore point");
  const { directory, to, replayed = false } = run.restore;
  await requireSetDirectory(set, ctx.storageRoot);
  await makeRoot(ctx.restoreRoot);
  const problem = await directoryProblem(ctx, directory);
  if (problem) throw new ConsoleFailure("restore-target", problem);
  const target = restoreDirectory(ctx, directory);
  const manifestPath = manifestOf(set);
  recorder.enter("reading-target");
  const plan = await planRestore(storeOf(set), {
    to: enginePoint(to),
    manifestPath,
    indexDirectory: indexOf(set),
    signal,
  });
  const { tx } = plan.reached;
  recorder.line("info", `restoring backup set ${set.id} up to transaction ${tx} into ${target}`);
  const outcome = await restore(storeOf(set), target, {
    // what arrives meanwhile does not move the point; a time is looked up in the log itself, not in its index
    to: "latest" in to ? { transaction: tx } : enginePoint(to),
    manifestPath,
    replayed,
    signal,
    onProgress: (progress) => recorder.onProgress({ ...progress, expectedBytes: plan.bytes }),
    onNote: recorder.onNote,
  });
  return succeeded(outcome);
}

async function makeRoot(root: string): Promise<void> {
  try {
    await fs.mkdir(root, { recursive: true });
  } catch (thrown) {
    throw new ConsoleFailure("restore-target", messageOf(thrown));
  }
}

function succeeded(outcome: RestoreOutcome): RunEnd {
  const { plan, target, files, bytes, isProven, replayed } = outcome;
  const { tx, committedAt } = plan.reached;
  return {
    state: "succeeded",
    result: "restored",
    figures: {
      transactions: tx - plan.range.firstTx,
      lastTx: tx,
      ...(committedAt === undefined ? {} : { lastCommitAt: committedAt }),
      bytes,
      files,
      outcome: {
        target,
        isProven,
        opensWith: plan.opensWith,
        replay: plan.replay,
        ...(replayed ? { applied: replayed } : {}),
      },
    },
  };
}
