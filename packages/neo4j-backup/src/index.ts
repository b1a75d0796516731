/** The face of the engine. Everything here is public; everything else is not. */

export {
  type CheckBackupOptions,
  type CheckBackupProgress,
  checkBackup,
} from "./backup/check-backup.ts";
export type {
  FollowOptions,
  FollowOutcome,
  FollowState,
  PullReport,
} from "./backup/continuous-options.ts";
export { entityTotals } from "./backup/entity-totals.ts";
export { History, type HistoryOptions } from "./backup/history.ts";
export { type Inspection, inspect } from "./backup/inspect.ts";
export { manifestOf } from "./backup/manifest.ts";
export type { FollowSource } from "./backup/members.ts";
export {
  type BackupOptions,
  OnlineBackup,
  type ProbeResult,
  probe,
} from "./backup/online-backup.ts";
export { finishRestore, type RestoreOptions, restore } from "./backup/restore.ts";
export {
  type RestoreArchive,
  type RestoreArchiveOptions,
  restoreArchive,
} from "./backup/restore-archive.ts";
export { planRestore, type RestorePlanOptions } from "./backup/restore-plan.ts";
export {
  type RollForwardOptions,
  type RollForwardOutcome,
  rollForward,
} from "./backup/roll-forward.ts";
export { storeFormat } from "./backup/store-format.ts";
export { finishSwap, lookAt, replaceBackup, type TargetKind } from "./backup/target.ts";
export { type VerifyOptions, verify } from "./backup/verify.ts";
export * from "./catalogue/index.ts";
