import type { LogFileSummary } from "neo4j-backup/catalogue";
import type { Context } from "../context.ts";
import { milliseconds } from "../db/index.ts";
import { putLogFile } from "./record-backup.ts";

/** What a follower has added to a set. */
export interface PullRecord {
  setId: string;
  runId: string | null;
  lastTx: number;
  lastCommitAt: number | undefined;
  /** Up to when everything the server had is in the set. */
  protectedAt: Date;
  /** The log files that changed since the last time. */
  logFiles: LogFileSummary[];
}

/** Says of a set what its follower has added; whether it is good is none of the follower's business. */
export async function recordPull(ctx: Context, record: PullRecord): Promise<void> {
  const { setId, runId, lastTx, lastCommitAt, protectedAt } = record;
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.backupSet.updateMany({
      where: { id: setId },
      data: {
        lastTx: BigInt(lastTx),
        protectedAt,
        ...(lastCommitAt === undefined ? {} : { lastCommitAt: milliseconds(lastCommitAt) }),
      },
    });
    if (count === 0) return;
    for (const file of record.logFiles) await putLogFile(tx, { setId, runId, file });
  });
}
