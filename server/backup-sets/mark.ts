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

/** Removes the row of a set whose directory was put out of the way. */
export async function forgetSet(ctx: Context, id: string): Promise<void> {
  await ctx.db.backupSet.deleteMany({ where: { id } });
}
