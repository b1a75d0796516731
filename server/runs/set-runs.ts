import { setById } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import type { StartAnswer } from "./schema.ts";
import { startRun } from "./start.ts";

/** Queues a verification of a set. */
export async function verifySet(ctx: Context, id: string): Promise<StartAnswer> {
  const set = found(await setById(ctx, id), "the backup set");
  if (set.state === "building" || set.state === "failed")
    return { ok: false, reason: "the set holds no complete backup to verify", run: null };
  return await startRun(ctx, {
    databaseId: set.databaseId,
    asked: "verify",
    trigger: "manual",
    setId: set.id,
  });
}

/** Queues the deletion of a set. Pinned sets and sets in use are refused, and so is a confirmation that is not its id. */
export async function removeSet(
  ctx: Context,
  input: { id: string; confirm: string },
): Promise<StartAnswer> {
  const set = found(await setById(ctx, input.id), "the backup set");
  if (input.confirm !== set.id)
    return { ok: false, reason: `type ${set.id} to delete this backup set`, run: null };
  if (set.pinned)
    return { ok: false, reason: "the backup set is pinned: unpin it first", run: null };
  return await startRun(ctx, {
    databaseId: set.databaseId,
    asked: "delete-set",
    trigger: "manual",
    setId: set.id,
  });
}
