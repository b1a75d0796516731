import type { z } from "zod";
import { lockDatabaseAndSets } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { holdsInForce } from "../databases/index.ts";
import type { Tx } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { confirmed } from "./facts.ts";
import { graceDays, graceEnd, NOT_LEAVING, startExpiry } from "./grace.ts";
import type { discardInput, freeNowInput, undoInput } from "./schema.ts";
import { whoAsks } from "./who.ts";

/** Runs that only read a set: they end, and its grace period is longer. */
const READERS = ["verify", "check", "restore"] as const;

const day = (at: Date): string => at.toISOString().slice(0, 10);

/**
 * Brings back one set that is on its way out, or all of a database. They are pinned, so that the next look at the
 * rules does not let them go again before somebody has decided.
 * @returns the ids of those that were brought back
 */
export async function bringBack(ctx: Context, input: z.infer<typeof undoInput>): Promise<string[]> {
  const { databaseId, setId } = input;
  return await ctx.db.$transaction(async (tx) => {
    await lockDatabaseAndSets(tx, databaseId);
    const where = { databaseId, NOT: { goesAt: null }, ...(setId ? { id: setId } : {}) };
    const ids = (await tx.backupSet.findMany({ where, select: { id: true } })).map(({ id }) => id);
    if (setId && ids.length === 0)
      throw new Refusal("conflict", `backup set ${setId} is not on its way out (any more)`);
    const note = `brought back by ${whoAsks(ctx)} on ${day(ctx.clock.now())}; unpin it to leave it to the rules`;
    await tx.backupSet.updateMany({
      where: { id: { in: ids } },
      data: { ...NOT_LEAVING, pinned: true, pinNote: note.slice(0, 200) },
    });
    return ids;
  });
}

/**
 * Ends the grace period of one set, or of all of a database that are on their way out, for whoever needs the disk.
 * @throws Refusal on a confirmation that is not the database's name, or the set's id.
 */
export async function freeNow(
  ctx: Context,
  input: z.infer<typeof freeNowInput>,
): Promise<string[]> {
  const { databaseId, setId, confirm } = input;
  const ids = await ctx.db.$transaction(async (tx) => {
    const database = await live(tx, databaseId);
    confirmed(confirm, setId ?? database.name, "to delete the files now");
    await lockDatabaseAndSets(tx, databaseId);
    const where = { databaseId, NOT: { goesAt: null }, ...(setId ? { id: setId } : {}) };
    const leaving = (await tx.backupSet.findMany({ where, select: { id: true } })).map(
      ({ id }) => id,
    );
    if (leaving.length === 0)
      throw new Refusal("conflict", "nothing of it is on its way out (any more)");
    await tx.backupSet.updateMany({
      where: { id: { in: leaving } },
      data: { goesAt: ctx.clock.now() },
    });
    return leaving;
  });
  await startExpiry(ctx, databaseId);
  return ids;
}

/**
 * Lets a set go by hand: it begins its grace period like one that the rules let go, and counts for nothing meanwhile.
 * @throws Refusal for a set that is held, pinned or being written to, and on a wrong confirmation.
 */
export async function discardSet(
  ctx: Context,
  input: z.infer<typeof discardInput>,
): Promise<{ goesAt: Date }> {
  const { databaseId } = found(
    await ctx.db.backupSet.findUnique({ where: { id: input.setId }, select: { databaseId: true } }),
    "the backup set",
  );
  const goesAt = await ctx.db.$transaction(async (tx) => {
    await live(tx, databaseId);
    await lockDatabaseAndSets(tx, databaseId);
    const set = found(
      await tx.backupSet.findUnique({ where: { id: input.setId } }),
      "the backup set",
    );
    confirmed(input.confirm, set.id, "to delete this backup set");
    await refuseKept(tx, set, ctx.clock.now());
    const now = ctx.clock.now();
    const end = graceEnd(now, await graceDays(tx));
    const by = whoAsks(ctx);
    await tx.backupSet.update({
      where: { id: set.id },
      data: {
        leavingSince: now,
        goesAt: end,
        leavingBecause: [`${by} asked for its deletion.`],
        leavingBy: "person",
        leavingByName: by,
      },
    });
    return end;
  });
  await startExpiry(ctx, databaseId);
  return { goesAt };
}

async function refuseKept(
  tx: Tx,
  set: { id: string; databaseId: string; state: string; pinned: boolean },
  now: Date,
): Promise<void> {
  const { databaseId, id } = set;
  const hold = await tx.legalHold.findFirst({
    where: { databaseId, AND: [{ OR: [{ setId: null }, { setId: id }] }, holdsInForce(now)] },
  });
  if (hold)
    throw new Refusal(
      "conflict",
      `the backup set is under legal hold ("${hold.reason}"): an administrator has to lift it first`,
    );
  if (set.pinned) throw new Refusal("conflict", "the backup set is pinned: unpin it first");
  const writers = await tx.run.count({
    where: { setId: id, state: { in: ["queued", "running"] }, asked: { notIn: [...READERS] } },
  });
  if (set.state === "building" || writers > 0)
    throw new Refusal("conflict", "a run is writing to the backup set: cancel it first");
}

async function live(tx: Tx, id: string): Promise<{ name: string }> {
  return found(await tx.database.findFirst({ where: { id, removedAt: null } }), "the database");
}
