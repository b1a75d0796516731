import { type BackupOutcome, inspect } from "neo4j-backup";
import { recordBackup, type SetDto } from "../backup-sets/index.ts";
import { rememberStore } from "../databases/index.ts";
import type { RunEnd, RunResult } from "../runs/index.ts";
import { protectedSince } from "./protected-since.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { manifestOf, storeOf } from "./set-files.ts";

/** What every call of the engine is told. */
export const engineOptions = (hand: RunInHand, set: SetDto) => ({
  signal: hand.signal,
  onProgress: hand.recorder.onProgress,
  onNote: hand.recorder.onNote,
  manifestPath: manifestOf(set),
});

/** Writes what a backup made, as it is on disk, into the rows of its set. */
export async function record(
  hand: RunInHand,
  set: SetDto,
  outcome: BackupOutcome,
  verifyOk: boolean | null,
): Promise<void> {
  const { ctx, run, recorder } = hand;
  const inspected = await inspect(storeOf(set), { manifestPath: manifestOf(set) });
  const startedAt = run.startedAt ?? ctx.clock.now();
  await recordBackup(ctx, {
    setId: set.id,
    runId: run.id,
    inspected,
    streamBeganAt:
      recorder.phases.find((one) => one.phase === "connecting")?.startedAt ?? startedAt,
    protectedAt: protectedSince(outcome.kind, recorder.phases, startedAt),
    verifyOk,
  });
  await rememberStore(ctx, run.databaseId, outcome);
}

/** How a run ends that made a backup. */
export function succeeded(
  outcome: BackupOutcome,
  result: RunResult,
  inconsistent: boolean,
): RunEnd {
  const { transactions, lastTx, bytes, files, repaired } = outcome;
  return {
    state: "succeeded",
    result,
    figures: {
      transactions,
      ...(outcome.firstTx === undefined ? {} : { firstTx: outcome.firstTx }),
      lastTx,
      ...(outcome.lastCommitAt === undefined ? {} : { lastCommitAt: outcome.lastCommitAt }),
      bytes,
      files,
      repaired,
      inconsistent,
    },
  };
}
