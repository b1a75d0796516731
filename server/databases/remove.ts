import type { Context } from "../context.ts";
import { enqueue, type Tx } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { holdsInForce } from "./holds.ts";
import { storageDirectory } from "./queries.ts";
import type { RemoveAnswer, RemoveInput } from "./schema.ts";

/**
 * Removes a database from the console. Its backups stay on disk unless their deletion is asked for and confirmed
 * with the database's name; then a worker deletes them, and the row goes when they are gone.
 * @throws Refusal `conflict` while a run is queued or running or something is under legal hold, `invalid` on a wrong
 * confirmation.
 */
export async function removeDatabase(ctx: Context, input: RemoveInput): Promise<RemoveAnswer> {
  return await ctx.db.$transaction(async (tx) => {
    // waits for a run that is being started in this moment, then sees it
    await tx.$queryRaw`SELECT "id" FROM "Database" WHERE "id" = ${input.id}::uuid FOR UPDATE`;
    const row = found(
      await tx.database.findFirst({
        where: { id: input.id, removedAt: null },
        include: { runs: { where: { state: { in: ["queued", "running"] } }, take: 1 } },
      }),
      "the database",
    );
    if (row.runs[0]?.asked === "follow")
      throw new Refusal(
        "conflict",
        `${row.name} is protected continuously: switch that off in its settings first`,
      );
    if (row.runs.length > 0)
      throw new Refusal(
        "conflict",
        `a run of ${row.name} is active: cancel it or let it end first`,
      );
    await refuseIfHeld(tx, row, ctx.clock.now());
    if (!input.deleteBackups) {
      await tx.database.delete({ where: { id: row.id } });
      return { keptDirectory: storageDirectory(ctx.storageRoot, row.slug) };
    }
    if (input.confirm !== row.name)
      throw new Refusal("invalid", `type the name "${row.name}" to delete its backups`);
    await tx.database.update({
      where: { id: row.id },
      data: { removedAt: ctx.clock.now(), name: `${row.name} (removed ${row.id})` },
    });
    await enqueue(tx, "remove-database", { databaseId: row.id }, `remove-database:${row.id}`);
    return { keptDirectory: null };
  });
}

/** Out of the console nothing would guard what is held, so a hold keeps the database in it. */
async function refuseIfHeld(tx: Tx, row: { id: string; name: string }, now: Date): Promise<void> {
  const hold = await tx.legalHold.findFirst({
    where: { databaseId: row.id, ...holdsInForce(now) },
    orderBy: { since: "asc" },
  });
  if (!hold) return;
  const what = hold.setId ? `backup set ${hold.setId} of ${row.name}` : row.name;
  throw new Refusal(
    "conflict",
    `${what} is under legal hold ("${hold.reason}", ${hold.byName}): an administrator has to lift it first`,
  );
}

/** Deletes the row of a database whose files a worker has put out of the way. */
export async function forgetDatabase(ctx: Context, id: string): Promise<void> {
  await ctx.db.database.deleteMany({ where: { id } });
}

/** Databases whose backups a worker still has to delete. */
export async function databasesBeingRemoved(ctx: Context): Promise<string[]> {
  const rows = await ctx.db.database.findMany({
    where: { NOT: { removedAt: null } },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}
