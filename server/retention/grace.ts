import { lockDatabaseAndSets, type SetDto, setById, type TakenOut } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/index.ts";
import { found } from "../refusal.ts";
import { startRun } from "../runs/index.ts";
import { factsOf, sourceOf } from "./facts.ts";
import { decideRetention } from "./policy.ts";
import { type Settlement, settle } from "./settle.ts";

const DAY_MILLIS = 86_400_000;

/** No longer on its way out. */
export const NOT_LEAVING = {
  leavingSince: null,
  goesAt: null,
  leavingBecause: [],
  leavingBy: null,
  leavingByName: null,
};

/** How long a set that was let go stays restorable before its files are deleted. */
export async function graceDays(tx: Tx): Promise<number> {
  const row = await tx.retentionSetting.findUnique({ where: { id: 1 } });
  return row?.graceDays ?? 7;
}

/** Sets how long that is; sets that are on their way out already keep their dates. */
export async function saveGraceDays(ctx: Context, days: number): Promise<{ graceDays: number }> {
  await ctx.db.retentionSetting.upsert({
    where: { id: 1 },
    create: { id: 1, graceDays: days },
    update: { graceDays: days },
  });
  return { graceDays: days };
}

export const graceEnd = (now: Date, days: number): Date =>
  new Date(now.getTime() + days * DAY_MILLIS);

/**
 * Lets go what the rules in force let go now: such sets begin their grace period, and sets that the rules keep after
 * all are taken back. Deletes nothing.
 */
export async function settleDatabase(ctx: Context, databaseId: string): Promise<Settlement> {
  const ahead = await look(ctx.db, databaseId, ctx.clock.now());
  if (ahead.leave.length === 0 && ahead.stay.length === 0) return ahead;
  return await ctx.db.$transaction(async (tx) => {
    await lockDatabaseAndSets(tx, databaseId);
    const now = ctx.clock.now();
    const settlement = await look(tx, databaseId, now);
    const goesAt = graceEnd(now, await graceDays(tx));
    for (const { id, reasons } of settlement.leave)
      await tx.backupSet.update({
        where: { id },
        data: { leavingSince: now, goesAt, leavingBecause: reasons, leavingBy: "policy" },
      });
    await tx.backupSet.updateMany({ where: { id: { in: settlement.stay } }, data: NOT_LEAVING });
    return goesAt > now ? settlement : await look(tx, databaseId, now);
  });
}

async function look(tx: Tx, databaseId: string, now: Date): Promise<Settlement> {
  const { policy } = await sourceOf(tx, databaseId);
  return settle(await factsOf(tx, databaseId, now), policy, now);
}

/** Lets go what the rules let go, and queues the deletion of what has had its grace. @returns whether it did */
export async function startExpiry(ctx: Context, databaseId: string): Promise<boolean> {
  if ((await settleDatabase(ctx, databaseId)).due.length === 0) return false;
  return (await startRun(ctx, { databaseId, asked: "expire", trigger: "system" })).ok;
}

/** Sets whose files may be deleted now, each with the reason. */
export async function dueSets(
  ctx: Context,
  databaseId: string,
): Promise<{ set: SetDto; reasons: string[] }[]> {
  const { due } = await look(ctx.db, databaseId, ctx.clock.now());
  return await Promise.all(
    due.map(async ({ id, reasons }) => ({
      set: found(await setById(ctx, id), "the backup set"),
      reasons,
    })),
  );
}

/** Decides once more, inside the transaction that begins the deletion. @returns why the set stays; null if it goes */
export async function mayExpire(
  tx: Tx,
  { id, databaseId }: { id: string; databaseId: string },
  { now, runId }: { now: Date; runId: string },
): Promise<TakenOut> {
  const { policy } = await sourceOf(tx, databaseId);
  const facts = await factsOf(tx, databaseId, now, runId);
  const set = facts.find((one) => one.id === id);
  if (!set?.goesAt) return "it was brought back";
  if (set.goesAt > now) return `its grace period lasts until ${set.goesAt.toISOString()}`;
  const decision = decideRetention(facts, policy, now).find((one) => one.id === id);
  return decision?.keep ? decision.reasons.join(" ") : null;
}

/** Databases with sets whose grace period is over. */
export async function databasesWithEndedGrace(ctx: Context): Promise<string[]> {
  const rows = await ctx.db.backupSet.findMany({
    where: { goesAt: { lte: ctx.clock.now() }, database: { removedAt: null } },
    distinct: ["databaseId"],
    select: { databaseId: true },
  });
  return rows.map((row) => row.databaseId);
}
