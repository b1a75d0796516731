import type { z } from "zod";
import { lockDatabaseAndSets } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { holdsInForce } from "../databases/index.ts";
import type { Prisma } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { NOT_LEAVING } from "./grace.ts";
import type { HoldDto, holdInput, liftInput } from "./schema.ts";
import { whoAsks } from "./who.ts";

const MOST_LISTED = 500;
const include = { database: { select: { name: true, slug: true } } } as const;
type Stored = Prisma.LegalHoldGetPayload<{ include: typeof include }>;

function toDto(row: Stored): HoldDto {
  const { id, databaseId, setId, reason, byName: by, since, until } = row;
  return {
    ...{ id, databaseId, setId, reason, by, since, until },
    databaseName: row.database.name,
    databaseSlug: row.database.slug,
    lifted: row.liftedAt && {
      at: row.liftedAt,
      by: row.liftedBy ?? "somebody",
      reason: row.liftReason ?? "",
    },
  };
}

/** Legal holds of a database, or of all, newest first; those that are lifted or over stay on record. */
export async function listHolds(ctx: Context, databaseId?: string): Promise<HoldDto[]> {
  const rows = await ctx.db.legalHold.findMany({
    where: databaseId ? { databaseId } : { database: { removedAt: null } },
    include,
    orderBy: [{ since: "desc" }, { id: "desc" }],
    take: MOST_LISTED,
  });
  return rows.map(toDto);
}

/**
 * Puts a database or one of its sets under legal hold: nothing of it is deleted by anything until it is lifted, or
 * over. What was on its way out is brought back by it.
 */
export async function placeHold(ctx: Context, input: z.infer<typeof holdInput>): Promise<HoldDto> {
  const { databaseId, setId, reason, until } = input;
  const now = ctx.clock.now();
  if (until && until <= now) throw new Refusal("invalid", "a hold must end in the future");
  const row = await ctx.db.$transaction(async (tx) => {
    await lockDatabaseAndSets(tx, databaseId);
    found(
      await tx.database.findFirst({ where: { id: databaseId, removedAt: null } }),
      "the database",
    );
    if (setId)
      found(await tx.backupSet.findFirst({ where: { id: setId, databaseId } }), "the backup set");
    const twice = await tx.legalHold.findFirst({
      where: { databaseId, setId, ...holdsInForce(now) },
    });
    if (twice) throw new Refusal("conflict", `it is under legal hold already: ${twice.reason}`);
    await tx.backupSet.updateMany({
      where: { databaseId, ...(setId ? { id: setId } : {}) },
      data: NOT_LEAVING,
    });
    return await tx.legalHold.create({
      data: { databaseId, setId, reason, until, since: now, byName: whoAsks(ctx) },
      include,
    });
  });
  return toDto(row);
}

/** Lifts a hold, with the reason; what the rules then let go has its grace period. */
export async function liftHold(ctx: Context, input: z.infer<typeof liftInput>): Promise<HoldDto> {
  const { count } = await ctx.db.legalHold.updateMany({
    where: { id: input.id, ...holdsInForce(ctx.clock.now()) },
    data: { liftedAt: ctx.clock.now(), liftedBy: whoAsks(ctx), liftReason: input.reason },
  });
  const row = found(
    await ctx.db.legalHold.findUnique({ where: { id: input.id }, include }),
    "the hold",
  );
  if (count === 0) throw new Refusal("conflict", "this hold is lifted or over already");
  return toDto(row);
}
