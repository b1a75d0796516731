import type { VerifyPolicy } from "../databases/index.ts";

const DAY_MILLIS = 86_400_000;

/** What a backup run did to a set, as the policy asks for it. */
export interface BackupDone {
  kind: "full" | "incremental";
  lastTx: number;
  /** The transaction up to which the set was checked before; null when it never was. */
  checkedTo: number | null;
}

/** Whether a backup run is to check the set's consistency before it ends. */
export function wantsCheck(when: VerifyPolicy["when"], done: BackupDone): boolean {
  if (when === "off") return false;
  if (done.kind === "full") return true;
  return when === "after-each" && (done.checkedTo === null || done.checkedTo < done.lastTx);
}

/** When a database's backups were last checked. */
export interface CheckTimes {
  /** The newest verdict on any of its sets. */
  verdictAt: Date | null;
  /** The newest run that was to give one. */
  attemptAt: Date | null;
}

/**
 * Whether a check is due: no verdict is younger than the days asked for. An attempt that gave none is made again
 * after a day, not at once.
 */
export function isCheckDue(everyDays: number | null, times: CheckTimes, now: Date): boolean {
  if (everyDays === null) return false;
  const isOlder = (time: Date | null, days: number): boolean =>
    time === null || now.getTime() - time.getTime() >= days * DAY_MILLIS;
  return isOlder(times.verdictAt, everyDays) && isOlder(times.attemptAt, 1);
}
