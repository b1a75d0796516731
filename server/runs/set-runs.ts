import { setById } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { activeOnSet } from "./queries.ts";
import type { StartAnswer } from "./schema.ts";
import { startRun } from "./start.ts";

/** Queues a verification of a set: its bytes are compared with what was written. */
export const verifySet = (ctx: Context, id: string): Promise<StartAnswer> =>
  startOnSet(ctx, id, "verify");

/** Queues a consistency check of a set: its records are compared with each other. */
export const checkSet = (ctx: Context, id: string): Promise<StartAnswer> =>
  startOnSet(ctx, id, "check");

async function startOnSet(
  ctx: Context,
  id: string,
  asked: "verify" | "check",
): Promise<StartAnswer> {
  const set = found(await setById(ctx, id), "the backup set");
  if (set.state === "building" || set.state === "failed")
    return { ok: false, reason: `the set holds no complete backup to ${asked}`, run: null };
  return await startRun(ctx, {
    databaseId: set.databaseId,
    asked,
    trigger: "manual",
    setId: set.id,
  });
}

/** Queues the deletion of a set, without any grace. Held and pinned sets and sets in use are refused, and so is a confirmation that is not its id. */
export async function removeSet(
  ctx: Context,
  input: { id: string; confirm: string },
): Promise<StartAnswer> {
  const set = found(await setById(ctx, input.id), "the backup set");
  if (input.confirm !== set.id)
    return { ok: false, reason: `type ${set.id} to delete this backup set`, run: null };
  if (set.hold) {
    const reason = `the backup set is under legal hold ("${set.hold.reason}"): an administrator has to lift it first`;
    return { ok: false, reason, run: null };
  }
  if (set.pinned)
    return { ok: false, reason: "the backup set is pinned: unpin it first", run: null };
  const restoring = await activeOnSet(ctx, set.id, "restore");
  if (restoring)
    return { ok: false, reason: "a restore is reading the backup set", run: restoring };
  return await startRun(ctx, {
    databaseId: set.databaseId,
    asked: "delete-set",
    trigger: "manual",
    setId: set.id,
  });
}
