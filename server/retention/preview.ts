import { listSets, type SetDto } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { databaseById } from "../databases/index.ts";
import { found } from "../refusal.ts";
import { decideRetention } from "./policy.ts";
import type { RetentionPolicy, RetentionPreview } from "./schema.ts";

/** The policy of a database. */
export async function retentionOf(ctx: Context, databaseId: string): Promise<RetentionPolicy> {
  const { keepSets, windowDays, minimumGoodSets } = found(
    await databaseById(ctx, databaseId),
    "the database",
  );
  return { keepSets, windowDays, minimumGoodSets };
}

/** What a policy would do to the sets that are there now. Changes nothing. */
export async function previewRetention(
  ctx: Context,
  databaseId: string,
  policy: RetentionPolicy,
): Promise<RetentionPreview> {
  const sets = new Map((await listSets(ctx, databaseId)).map((set) => [set.id, set]));
  const facts = [...sets.values()].map((set) => ({ ...set, checkOk: set.check?.ok ?? null }));
  const rows = decideRetention(facts, policy, ctx.clock.now()).map((decision) => {
    const set = found(sets.get(decision.id), "the backup set");
    const { keep, reasons, expiresAt } = decision;
    return { set, keep, reasons, expiresAt, freesBytes: set.totalBytes };
  });
  const going = rows.filter((row) => !row.keep);
  return {
    sentence: sentence(rows.length, going.length),
    sets: rows,
    expiresNow: going.length,
    freesBytesNow: going.reduce((sum, row) => sum + row.freesBytes, 0),
  };
}

function sentence(all: number, going: number): string {
  if (all === 0) return "There are no backup sets yet.";
  const sets = all === 1 ? "backup set" : "backup sets";
  if (going === 0) return all === 1 ? `The only ${sets} stays.` : `All ${all} ${sets} stay.`;
  return `${going} of ${all} ${sets} would go after the next good backup; ${all - going} ${all - going === 1 ? "stays" : "stay"}.`;
}

/** Sets that the database's saved policy lets go now, each with the reason. */
export async function expiredSets(
  ctx: Context,
  databaseId: string,
): Promise<{ set: SetDto; reasons: string[] }[]> {
  const policy = await retentionOf(ctx, databaseId);
  const preview = await previewRetention(ctx, databaseId, policy);
  return preview.sets.filter((row) => !row.keep).map(({ set, reasons }) => ({ set, reasons }));
}
