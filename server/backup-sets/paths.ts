import path from "node:path";

interface HasDirectory {
  directory: string;
}

/** Where the parts of a set lie: the database directory, and beside it what Holdfast keeps about it. */
export const storeOf = (set: HasDirectory): string => path.join(set.directory, "store");
export const manifestOf = (set: HasDirectory): string => path.join(set.directory, "manifest.json");
/** The index of its transactions; made from the logs, and made again when it is missing. */
export const indexOf = (set: HasDirectory): string => path.join(set.directory, "index");

const SCRATCH_PREFIX = "scratch-";

/** Where a run may put what it needs for itself; on the set's file system, so that blocks can be shared. */
export const scratchOf = (set: HasDirectory, runId: string): string =>
  path.join(set.directory, `${SCRATCH_PREFIX}${runId}`);

/** The run that a directory in a set belongs to; null when it is no scratch directory. */
export const scratchOwner = (name: string): string | null =>
  name.startsWith(SCRATCH_PREFIX) ? name.slice(SCRATCH_PREFIX.length) : null;
