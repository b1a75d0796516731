import type { Finding, Verdict } from "neo4j-backup/catalogue";
import type { Context } from "../context.ts";
import { holdsInForce } from "../databases/index.ts";
import type { Tx } from "../db/index.ts";
import { found } from "../refusal.ts";

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

/** Why a set was not taken out; null when it was. */
export type TakenOut = string | null;

/**
 * Removes a set: `putAway` takes its directory out of the way, then the row goes. All that could speak against it is
 * looked at once more in the same transaction, under locks that runs, verdicts, pins and holds wait for: one that is
 * entered at the same moment either is seen here or finds no set.
 * @param mayGo what else has to be so; says why it is not
 */
export async function takeOutSet(
  ctx: Context,
  id: string,
  putAway: () => Promise<void>,
  mayGo: (tx: Tx) => Promise<TakenOut> = async () => null,
): Promise<TakenOut> {
  return await ctx.db.$transaction(async (tx) => {
    const { databaseId } = found(
      await tx.backupSet.findUnique({ where: { id }, select: { databaseId: true } }),
      "the backup set",
    );
    await lockDatabaseAndSets(tx, databaseId);
    const objection = (await objectionTo(tx, id, ctx.clock.now())) ?? (await mayGo(tx));
    if (objection !== null) return objection;
    await putAway();
    await tx.backupSet.deleteMany({ where: { id } });
    return null;
  });
}

/** Until the transaction ends no run begins on the database, and nothing changes about its sets. */
export async function lockDatabaseAndSets(tx: Tx, databaseId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "Database" WHERE "id" = ${databaseId}::uuid FOR UPDATE`;
  await tx.$queryRaw`
    SELECT 1 FROM "BackupSet" WHERE "databaseId" = ${databaseId}::uuid ORDER BY "id" FOR UPDATE`;
}

async function objectionTo(tx: Tx, id: string, now: Date): Promise<TakenOut> {
  const set = found(
    await tx.backupSet.findUnique({
      where: { id },
      select: { pinned: true, databaseId: true },
    }),
    "the backup set",
  );
  const { databaseId } = set;
  const hold = await tx.legalHold.findFirst({
    where: { databaseId, AND: [{ OR: [{ setId: null }, { setId: id }] }, holdsInForce(now)] },
  });
  if (hold) return `it is under legal hold: ${hold.reason}`;
  if (set.pinned) return "it is pinned";
  const restores = await tx.run.count({
    where: { setId: id, asked: "restore", state: { in: ["queued", "running"] } },
  });
  return restores > 0 ? "a restore is reading it" : null;
}

/** Removes the row of a set whose directory was put out of the way. */
export async function forgetSet(ctx: Context, id: string): Promise<void> {
  await ctx.db.backupSet.deleteMany({ where: { id } });
}
