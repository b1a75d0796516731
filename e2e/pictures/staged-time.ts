import fs from "node:fs";
import type { Installation } from "../harness/installation.ts";

interface StagedRun {
  id: string;
  setId: string | null;
  result: string | null;
  startedAt: Date;
  finishedAt: Date;
}

/** `20261124T054500Z`, as the console names a set that begins at this time. */
const setIdAt = (at: Date): string => at.toISOString().replace(/[-:]|\.\d+/g, "");

/**
 * Gives a database's runs, oldest first, other times, as if they had been made at those; its sets, their
 * directories and the commits in their log files move with the runs that made them.
 */
export async function stageTimes(
  holdfast: Installation,
  database: { id: string; slug: string },
  times: Date[],
): Promise<void> {
  const { rows } = holdfast;
  const runs = await rows.query<StagedRun>(
    `SELECT * FROM "Run" WHERE "databaseId" = $1 ORDER BY "requestedAt", "id"`,
    [database.id],
  );
  if (runs.length !== times.length)
    throw new Error(`${runs.length} runs, but ${times.length} times`);
  for (const [at, run] of runs.entries()) {
    const now = times[at] as Date;
    const took = run.finishedAt.getTime() - run.startedAt.getTime();
    const end = new Date(now.getTime() + took);
    await rows.query(
      `UPDATE "Run" SET "requestedAt" = $2, "startedAt" = $2, "finishedAt" = $3,
         "lastCommitAt" = CASE WHEN "lastCommitAt" IS NOT NULL THEN $2::timestamptz - interval '3 seconds' END
       WHERE "id" = $1`,
      [run.id, now, end],
    );
    if (run.setId === null) continue;
    await rows.query(
      `UPDATE "LogFile" SET "firstCommitAt" = CASE WHEN "firstCommitAt" IS NOT NULL THEN $2::timestamptz END,
         "lastCommitAt" = CASE WHEN "lastCommitAt" IS NOT NULL THEN $3::timestamptz END WHERE "runId" = $1`,
      [run.id, times[at - 1] ?? now, new Date(now.getTime() - 3_000)],
    );
    const isFull = run.result === "full" || run.result === "fell-back-to-full";
    await rows.query(
      isFull
        ? `UPDATE "BackupSet" SET "startedAt" = $2, "finishedAt" = $3, "baseEndAt" = $2, "protectedAt" = $3,
             "lastCommitAt" = $2, "verifiedAt" = $3 WHERE "id" = $1`
        : `UPDATE "BackupSet" SET "protectedAt" = $2, "lastCommitAt" = $2, "finishedAt" = $3 WHERE "id" = $1`,
      [run.setId, now, end],
    );
  }
  await renameSets(holdfast, database);
}

/** A set is named after the time at which it began. */
async function renameSets(
  holdfast: Installation,
  database: { id: string; slug: string },
): Promise<void> {
  const sets = await holdfast.rows.query<{ id: string; startedAt: Date }>(
    `SELECT "id", "startedAt" FROM "BackupSet" WHERE "databaseId" = $1`,
    [database.id],
  );
  for (const { id, startedAt } of sets) {
    const name = setIdAt(startedAt);
    fs.renameSync(holdfast.inSet(database.slug, id), holdfast.inSet(database.slug, name));
    await holdfast.rows.query(`UPDATE "BackupSet" SET "id" = $2 WHERE "id" = $1`, [id, name]);
  }
}
