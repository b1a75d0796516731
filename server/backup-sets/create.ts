import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { setById } from "./queries.ts";
import type { SetDto } from "./schema.ts";
import { setIdsAt } from "./set-id.ts";

/** Begins a set: its row, under an id that no other set has. */
export async function createSet(
  ctx: Context,
  input: { databaseId: string; fellBackBecause: string | null },
): Promise<SetDto> {
  const startedAt = ctx.clock.now();
  const ids = setIdsAt(startedAt);
  for (;;) {
    const id = ids.next().value;
    const { count } = await ctx.db.backupSet.createMany({
      data: [{ id, state: "building", startedAt, ...input }],
      skipDuplicates: true,
    });
    if (count === 1) return found(await setById(ctx, id), "the set");
  }
}
