import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { retentionOf } from "./preview.ts";
import type { RetentionPolicy } from "./schema.ts";

/** Saves a policy. Deletes nothing: sets expire after the next good backup. */
export async function saveRetention(
  ctx: Context,
  databaseId: string,
  policy: RetentionPolicy,
): Promise<RetentionPolicy> {
  const { keepSets, windowDays, minimumGoodSets } = policy;
  const { count } = await ctx.db.database.updateMany({
    where: { id: databaseId, removedAt: null },
    data: { keepSets, windowDays, minimumGoodSets },
  });
  found(count || null, "the database");
  return await retentionOf(ctx, databaseId);
}
