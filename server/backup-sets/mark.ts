import type { Finding, Verdict } from "neo4j-backup/catalogue";
import type { Context } from "../context.ts";

/** The set's full backup did not complete: nothing in it can be restored. */
export async function failSet(ctx: Context, id: string): Promise<void> {
  await ctx.db.backupSet.updateMany({
    where: { id, state: "building" },
    data: { state: "failed", finishedAt: ctx.clock.now() },
  });
}

/** The set is not what it was when it was written; it stays for inspection and is not continued. */
export async function damageSet(ctx: Context, id: string, finding: Finding): Promise<void> {
  await ctx.db.backupSet.updateMany({
    where: { id, state: { in: ["good", "damaged"] } },
    data: {
      state: "damaged",
      verifyOk: false,
      verifiedAt: ctx.clock.now(),
      verifyFindings: [{ ...finding }],
    },
  });
}

/** Stores what a verification found. A set that passes again (its file was put back) is good again. */
export async function recordVerdict(ctx: Context, id: string, verdict: Verdict): Promise<void> {
  await ctx.db.backupSet.updateMany({
    where: { id, state: { in: ["good", "damaged"] } },
    data: {
      state: verdict.ok ? "good" : "damaged",
      verifyOk: verdict.ok,
      verifiedAt: new Date(verdict.checkedAt),
      verifyFindings: verdict.findings.map((finding) => ({ ...finding })),
    },
  });
}

/**
 * Removes a set: `putAway` takes its directory out of the way, then the row goes. Restores are kept out meanwhile:
 * one that is entered at the same moment either is seen here or finds no set.
 * @returns false when a restore of the set is queued or running; then nothing was done.
 */
export async function takeOutSet(
  ctx: Context,
  id: string,
  putAway: () => Promise<void>,
): Promise<boolean> {
  return await ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "BackupSet" WHERE "id" = ${id} FOR UPDATE`;
    const restores = await tx.run.count({
      where: { setId: id, asked: "restore", state: { in: ["queued", "running"] } },
    });
    if (restores > 0) return false;
    await putAway();
    await tx.backupSet.deleteMany({ where: { id } });
    return true;
  });
}

/** Removes the row of a set whose directory was put out of the way. */
export async function forgetSet(ctx: Context, id: string): Promise<void> {
  await ctx.db.backupSet.deleteMany({ where: { id } });
}
