export { isEngineFailure, type OpenedArchive, openArchive } from "./archive.ts";
export { directoryProblem, restoreDirectory } from "./directory.ts";
export { planAnswer, restoreRoot } from "./plan.ts";
export { startRollForward } from "./roll-forward.ts";
export * from "./schema.ts";
export { enginePoint } from "./set.ts";
export { startRestore } from "./start.ts";
