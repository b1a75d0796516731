export { type CheckRecord, findingsOf, recordCheck, recordIndex } from "./check.ts";
export { createSet } from "./create.ts";
export {
  damageSet,
  failSet,
  forgetSet,
  lockDatabaseAndSets,
  recordVerdict,
  type TakenOut,
  takeOutSet,
} from "./mark.ts";
export { indexOf, manifestOf, scratchOf, scratchOwner, storeOf } from "./paths.ts";
export { pinSet, unpinSet } from "./pin.ts";
export {
  buildingSets,
  DOOMED_PREFIX,
  doomedDirectory,
  listSets,
  newestGoodSet,
  setById,
  setDirectory,
} from "./queries.ts";
export { type BackupRecord, type InspectedSet, recordBackup } from "./record-backup.ts";
export { type PullRecord, recordPull } from "./record-pull.ts";
export * from "./schema.ts";
export { NO_SETS, type SetTotals, setTotals } from "./totals.ts";
