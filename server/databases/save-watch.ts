import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { databaseById } from "./queries.ts";
import type { SaveTags, SaveTarget } from "./schema.ts";

/** Replaces a database's tags; they are kept in lower case, each once, sorted. */
export async function saveTags(ctx: Context, { id, tags }: SaveTags): Promise<string[]> {
  found(await databaseById(ctx, id), "the database");
  const kept = [...new Set(tags)].sort();
  await ctx.db.database.update({ where: { id }, data: { tags: kept } });
  return kept;
}

/** Sets how much of a database may be lost at most; null for what follows from its schedule. */
export async function saveTarget(ctx: Context, { id, minutes }: SaveTarget): Promise<void> {
  found(await databaseById(ctx, id), "the database");
  await ctx.db.database.update({
    where: { id },
    data: { targetMinutes: minutes, targetSetAt: ctx.clock.now() },
  });
}
