import { listSets } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { factsOf, sourceOf } from "./facts.ts";
import { decideRetention } from "./policy.ts";
import type { RetentionPolicy, RetentionPreview, RetentionPreviewSet } from "./schema.ts";

/** What a policy would do to the sets that are there now, beside what the one in force does. Changes nothing. */
export async function previewRetention(
  ctx: Context,
  databaseId: string,
  policy: RetentionPolicy,
): Promise<RetentionPreview> {
  const now = ctx.clock.now();
  const [{ policy: inForce }, facts, sets] = await Promise.all([
    sourceOf(ctx.db, databaseId),
    factsOf(ctx.db, databaseId, now),
    listSets(ctx, databaseId),
  ]);
  const byId = new Map(sets.map((set) => [set.id, set]));
  const goesAnyway = new Set(
    decideRetention(facts, inForce, now).flatMap(({ id, keep }) => (keep ? [] : [id])),
  );
  const rows = decideRetention(facts, policy, now).map(
    ({ id, keep, reasons, expiresAt }): RetentionPreviewSet => {
      const set = found(byId.get(id), "the backup set");
      const freesBytes = set.totalBytes;
      return { set, keep, reasons, expiresAt, freesBytes, goesAnyway: goesAnyway.has(id) };
    },
  );
  const going = rows.filter((row) => !row.keep);
  return {
    sentence: sentence(rows.length, going.length),
    sets: rows,
    expiresNow: going.length,
    freesBytesNow: going.reduce((sum, row) => sum + row.freesBytes, 0),
    newlyGoing: going.filter((row) => !row.goesAnyway).map((row) => row.set.id),
  };
}

function sentence(all: number, going: number): string {
  if (all === 0) return "There are no backup sets yet.";
  const sets = all === 1 ? "backup set" : "backup sets";
  if (going === 0) return all === 1 ? `The only ${sets} stays.` : `All ${all} ${sets} stay.`;
  return `${going} of ${all} ${sets} would go; ${all - going} ${all - going === 1 ? "stays" : "stay"}.`;
}
