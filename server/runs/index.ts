export { backupError } from "./backup-error.ts";
export { type DatabaseRuns, runsByDatabase, runsOfSet, runsSince } from "./by-database.ts";
export { cancelRun } from "./cancel.ts";
export { beat, claimRun, noteAddress, type Pulse, tieToSet } from "./claim.ts";
export { CONSOLE_ERRORS, type ConsoleErrorCode, consoleError } from "./console-errors.ts";
export {
  type FinishRun,
  failAbandoned,
  finishRun,
  type RunEnd,
  type RunFigures,
} from "./finish.ts";
export { listRuns } from "./list.ts";
export { noteOnRun } from "./note.ts";
export {
  activeOnSet,
  activeRestoreTo,
  activeRuns,
  activeStretch,
  countRuns,
  MAX_LINES,
  runById,
  runLog,
} from "./queries.ts";
export { etaSeconds, nextRate, type Rate, rateFrom } from "./rate.ts";
export { recordProgress } from "./record.ts";
export { retryRun } from "./retry.ts";
export * from "./schema.ts";
export { checkSet, removeSet, verifySet } from "./set-runs.ts";
export { parseSignal } from "./signal.ts";
export { queueRun, type StartRun, startRun } from "./start.ts";
export { isActive, isBackup, isOfSet, isStretch } from "./state.ts";
export { adoptStretch, beginStretch, failStretch } from "./stretch.ts";
export { sweepRuns } from "./sweep.ts";
export {
  forgetSilentWorkers,
  forgetWorkers,
  listWorkers,
  seeWorker,
  type WorkerDto,
} from "./workers.ts";
