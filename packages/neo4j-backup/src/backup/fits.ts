/** Whether a target is what a run of its kind needs, and what is still safe where one failed. */
import { BackupError } from "../catalogue/errors.ts";
import type { TargetKind } from "./target.ts";

export type Kind = "full" | "incremental" | "auto";

/** @throws BackupError not-a-backup, not-empty, no-backup */
export function assertFits(kind: Kind, found: TargetKind, target: string): void {
  if (found === "foreign") throw new BackupError("not-a-backup", { detail: target });
  if (kind === "full" && found === "backup") throw new BackupError("not-empty", { detail: target });
  if (kind === "incremental" && (found === "missing" || found === "empty"))
    throw new BackupError("no-backup", { detail: target });
}

export function stillSafe(failure: BackupError, before: TargetKind | undefined): string {
  if (before !== "backup") return "Nothing was published; no earlier backup was touched.";
  return failure.kind === "format"
    ? "Nothing was changed in the target directory; what lies before the damage may still be of use."
    : "The backup in the target directory is as it was; every restore point it had is still there.";
}
