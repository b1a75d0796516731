import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { setById } from "./queries.ts";
import type { SetDto } from "./schema.ts";

/** A set that is pinned is not on its way out any more. */
const STAYS = {
  leavingSince: null,
  goesAt: null,
  leavingBecause: [],
  leavingBy: null,
  leavingByName: null,
};

/** Keeps a set whatever retention says, until it is unpinned. */
export async function pinSet(
  ctx: Context,
  input: { id: string; note?: string | undefined },
): Promise<SetDto> {
  await ctx.db.backupSet.updateMany({
    where: { id: input.id },
    data: { pinned: true, pinNote: input.note || null, ...STAYS },
  });
  return found(await setById(ctx, input.id), "the set");
}

/** Leaves a set to retention again. */
export async function unpinSet(ctx: Context, id: string): Promise<SetDto> {
  await ctx.db.backupSet.updateMany({ where: { id }, data: { pinned: false, pinNote: null } });
  return found(await setById(ctx, id), "the set");
}
