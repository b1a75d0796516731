import fs from "node:fs";
import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { doomedDirectory, setById, setDirectory } from "./queries.ts";
import type { SetDto } from "./schema.ts";
import { setIdsAt } from "./set-id.ts";

/** Begins a set: its row, under an id that no other set has, nor one whose files are still being deleted. */
export async function createSet(
  ctx: Context,
  input: { databaseId: string; fellBackBecause: string | null; rolledFrom?: string },
): Promise<SetDto> {
  const startedAt = ctx.clock.now();
  const ids = setIdsAt(startedAt);
  const { slug } = found(
    await ctx.db.database.findUnique({ where: { id: input.databaseId } }),
    "the database",
  );
  for (;;) {
    const id = ids.next().value;
    const directory = setDirectory(ctx.storageRoot, slug, id);
    if (fs.existsSync(directory) || fs.existsSync(doomedDirectory(directory))) continue;
    const { count } = await ctx.db.backupSet.createMany({
      data: [{ id, state: "building", startedAt, ...input }],
      skipDuplicates: true,
    });
    if (count === 1) return found(await setById(ctx, id), "the set");
  }
}
