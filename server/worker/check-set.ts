import { type BackupCheckVerdict, type CheckBackupProgress, checkBackup } from "neo4j-backup";
import { recordCheck, type SetDto, scratchOf } from "../backup-sets/index.ts";
import { messageOf } from "../log.ts";
import { removeTree } from "./delete-set.ts";
import type { ToldProgress } from "./progress-meter.ts";
import type { RunInHand } from "./run-in-hand.ts";
import { manifestOf, storeOf } from "./set-files.ts";

/** Findings that become lines of the run's log; the set keeps more of them. */
const TOLD = 20;

/**
 * Checks the records of a set, as Neo4j would find them after its recovery, and keeps the verdict with the set. The
 * backup is only read: its transactions are applied to a scratch copy, which goes afterwards.
 */
export async function checkSetFiles(hand: RunInHand, set: SetDto): Promise<BackupCheckVerdict> {
  const { ctx, run, recorder, signal } = hand;
  const scratch = scratchOf(set, run.id);
  const soFar = recorder.latest;
  recorder.enter("replaying");
  try {
    const verdict = await checkBackup(storeOf(set), {
      manifestPath: manifestOf(set),
      scratch,
      signal,
      onProgress: (progress) => recorder.onProgress(told(soFar, progress)),
    });
    await recordCheck(ctx, set.id, verdict);
    tell(hand, verdict);
    return verdict;
  } finally {
    await removeTree(scratch);
  }
}

const NOTHING = { kind: "check", files: 0, bytes: 0, transactions: 0 };

function told(soFar: ToldProgress | undefined, progress: CheckBackupProgress): ToldProgress {
  const before = soFar ?? NOTHING;
  if (progress.part === "check")
    return { ...before, phase: "checking", fraction: progress.fraction };
  const { logBytes, totalLogBytes } = progress;
  return {
    ...before,
    phase: "replaying",
    ...(totalLogBytes > 0 ? { fraction: Math.min(1, logBytes / totalLogBytes) } : {}),
  };
}

function tell({ recorder }: RunInHand, verdict: BackupCheckVerdict): void {
  recorder.line(
    "info",
    `checked up to transaction ${verdict.lastTx}: ${verdict.checked.join(", ")}`,
  );
  recorder.line("info", `not checked: ${verdict.notChecked.join(", ")}`);
  if (verdict.ok) recorder.line("info", "the records are consistent");
  for (const finding of verdict.findings.slice(0, TOLD)) recorder.line("error", finding.message);
  const more = verdict.total - Math.min(TOLD, verdict.findings.length);
  if (more > 0)
    recorder.line("error", `${more.toLocaleString("en")} more inconsistencies: see the backup set`);
}

/**
 * The check that follows a backup. The backup is published already, so what goes wrong with the check itself is a
 * line in the log and no failure.
 * @returns whether inconsistencies were found
 */
export async function checkAfterBackup(hand: RunInHand, set: SetDto): Promise<boolean> {
  const { recorder, signal } = hand;
  try {
    const { ok } = await checkSetFiles(hand, set);
    if (!ok)
      recorder.line(
        "error",
        "the backup is what the server sent, but it is not consistent: it is kept and does not count as a good one",
      );
    return !ok;
  } catch (thrown) {
    const what = signal.aborted
      ? "the consistency check was stopped"
      : `the consistency check could not be made: ${messageOf(thrown)}`;
    recorder.line("warning", `${what}; the backup itself is complete`);
    return false;
  }
}
