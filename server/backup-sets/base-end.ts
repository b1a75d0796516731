import type { LogFileSummary } from "neo4j-backup/catalogue";

/**
 * The first moment that a set can be restored to: the commit time of its base's last transaction where a log
 * file ends with it, else when the full backup's stream began.
 */
export function baseEnd(
  inspected: { baseEndTx: number; logFiles: LogFileSummary[] },
  streamBeganAt: Date,
): Date {
  const last = inspected.logFiles.find((file) => file.lastTx === inspected.baseEndTx);
  return last?.lastCommitAt === undefined ? streamBeganAt : new Date(last.lastCommitAt);
}
