/** Whether a target is what a run of its kind needs, and what is still safe where one failed. */
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import { type StoreName, sameStore } from "../store/store-id.ts";
import { storeVersionRow } from "../store/store-versions.ts";
import { asBackupError } from "./durable.ts";
import type { TargetKind } from "./target.ts";

export type Kind = "full" | "incremental" | "auto";

/** @throws BackupError not-a-backup, not-empty, no-backup */
export function assertFits(kind: Kind, found: TargetKind, target: string): void {
  if (found === "foreign") throw new BackupError("not-a-backup", { detail: target });
  if (kind === "full" && found === "backup") throw new BackupError("not-empty", { detail: target });
  if (kind === "incremental" && (found === "missing" || found === "empty"))
    throw new BackupError("no-backup", { detail: target });
}

/**
 * Whether a server's store is one that can be backed up.
 * @param only the store that it has to be, if any
 * @throws BackupError different-store, unsupported-store-version
 */
export function assertUsable(store: StoreIdentity, only: StoreName | undefined): void {
  if (only && !sameStore(only, store))
    throw new BackupError("different-store", {
      detail: `expected store ${only.randomId}, the server has ${store.randomId}`,
    });
  storeVersionRow(store.storeVersion);
}

/** What a run threw, with what is still safe. @param before what the target was, as far as it was looked at */
export function withWhatIsSafe(
  error: unknown,
  target: string,
  before: TargetKind | undefined,
): unknown {
  const failure = asBackupError(error, target);
  if (failure instanceof BackupError) failure.safe ??= stillSafe(failure, before);
  return failure;
}

function stillSafe(failure: BackupError, before: TargetKind | undefined): string {
  if (before !== "backup") return "Nothing was published; no earlier backup was touched.";
  return failure.kind === "format"
    ? "Nothing was changed in the target directory; what lies before the damage may still be of use."
    : "The backup in the target directory is as it was; every restore point it had is still there.";
}
