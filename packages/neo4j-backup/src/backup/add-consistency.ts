/** The consistency check at the end of a backup, where one is wanted. */
import { BackupError } from "../catalogue/errors.ts";
import type { BackupOutcome } from "../catalogue/outcomes.ts";
import { checkBackup } from "./check-backup.ts";
import type { Tracker } from "./tracker.ts";

export interface ConsistencyOptions {
  /** When to check the records of the result too: see {@link checkBackup}. Default `never`. */
  checkConsistency?: "never" | "after-full" | "always";
  /** Where the manifest lies; default `holdfast.manifest.json` in the directory. */
  manifestPath?: string;
}

/** A check that cannot be made, or was cancelled, does not undo the backup. */
export async function addConsistency(
  outcome: BackupOutcome,
  tracker: Tracker,
  { checkConsistency = "never", manifestPath }: ConsistencyOptions,
): Promise<void> {
  const isDue =
    checkConsistency === "always"
      ? !outcome.nothingNew
      : checkConsistency === "after-full" && outcome.kind === "full";
  if (!isDue) return;
  tracker.phase("checking");
  try {
    outcome.consistency = await checkBackup(outcome.directory, {
      ...(manifestPath === undefined ? {} : { manifestPath }),
      ...(tracker.signal ? { signal: tracker.signal } : {}),
    });
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    outcome.consistencyProblem = { code: error.code, message: error.message };
  }
}
