import type { z } from "zod";
import type { Context } from "../context.ts";
import { isUniqueViolation, Prisma, type Tx } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { confirmed } from "./facts.ts";
import { startExpiry } from "./grace.ts";
import { losingSets, refuseUnseen } from "./losing.ts";
import type {
  confirmTemplateInput,
  LosingSet,
  RetentionPolicy,
  SaveAnswer,
  TemplateDto,
  templateInput,
} from "./schema.ts";
import { columnsOf, policyOf } from "./stored-policy.ts";
import { whoAsks } from "./who.ts";

const NOT_PENDING = { pending: Prisma.DbNull, pendingAt: null, pendingBy: null };
const include = {
  databases: {
    where: { removedAt: null },
    select: { id: true, name: true, slug: true },
    orderBy: { name: "asc" },
  },
} as const satisfies Prisma.RetentionTemplateInclude;
type Stored = Prisma.RetentionTemplateGetPayload<{ include: typeof include }>;

function toDto(row: Stored): TemplateDto {
  return {
    id: row.id,
    name: row.name,
    policy: policyOf(row),
    isBuiltIn: row.isBuiltIn,
    databases: row.databases,
    pending:
      row.pending && row.pendingAt
        ? {
            policy: row.pending as unknown as RetentionPolicy,
            at: row.pendingAt,
            by: row.pendingBy ?? "somebody",
          }
        : null,
  };
}

/** All templates, those that came with Holdfast first. */
export async function listTemplates(ctx: Context): Promise<TemplateDto[]> {
  const rows = await ctx.db.retentionTemplate.findMany({
    include,
    orderBy: [{ isBuiltIn: "desc" }, { name: "asc" }],
  });
  return rows.map(toDto);
}

/** What other rules in a template would let go, over all databases that follow it. */
export async function templateLoss(
  ctx: Context,
  id: string,
  policy: RetentionPolicy,
): Promise<LosingSet[]> {
  const row = found(
    await ctx.db.retentionTemplate.findUnique({ where: { id }, include }),
    "the template",
  );
  return await lossOver(ctx.db, row, policy, ctx.clock.now());
}

/** What the change of a template that waits would let go, looked at now. */
export async function templatePendingLoss(ctx: Context, id: string): Promise<LosingSet[]> {
  const row = await ctx.db.retentionTemplate.findUnique({ where: { id } });
  const pending = found(row, "the template").pending as unknown as RetentionPolicy | null;
  return pending ? await templateLoss(ctx, id, pending) : [];
}

async function lossOver(
  tx: Tx,
  row: Stored,
  policy: RetentionPolicy,
  now: Date,
): Promise<LosingSet[]> {
  const losing: LosingSet[] = [];
  for (const database of row.databases)
    losing.push(...(await losingSets(tx, database, policy, now)));
  return losing;
}

/**
 * Makes a template or changes one. A change that would let go of more in any database that follows it waits until
 * that is confirmed; the name changes at once.
 */
export async function saveTemplate(
  ctx: Context,
  input: z.infer<typeof templateInput>,
): Promise<SaveAnswer & { id: string }> {
  const { id, name, policy } = input;
  try {
    if (id === null) {
      const made = await ctx.db.retentionTemplate.create({
        data: { name, ...columnsOf(policy, Prisma.DbNull) },
      });
      return { id: made.id, state: "saved", losing: [] };
    }
    return { id, ...(await changeTemplate(ctx, { ...input, id })) };
  } catch (thrown) {
    if (isUniqueViolation(thrown))
      throw new Refusal("conflict", `another template has the name ${name}`);
    throw thrown;
  }
}

async function changeTemplate(
  ctx: Context,
  { id, name, policy }: { id: string; name: string; policy: RetentionPolicy },
): Promise<SaveAnswer> {
  return await ctx.db.$transaction(async (tx) => {
    const row = await locked(tx, id);
    refuseBuiltIn(row);
    const losing = await lossOver(tx, row, policy, ctx.clock.now());
    const waits = losing.length > 0;
    const rules = waits
      ? {
          pending: JSON.parse(JSON.stringify(policy)),
          pendingAt: ctx.clock.now(),
          pendingBy: whoAsks(ctx),
        }
      : { ...columnsOf(policy, Prisma.DbNull), ...NOT_PENDING };
    await tx.retentionTemplate.update({ where: { id }, data: { name, ...rules } });
    return { state: waits ? "waits" : "saved", losing };
  });
}

/** Puts a template's change that waits in force, for all databases that follow it. */
export async function confirmTemplate(
  ctx: Context,
  input: z.infer<typeof confirmTemplateInput>,
): Promise<TemplateDto> {
  const row = await ctx.db.$transaction(async (tx) => {
    const before = await locked(tx, input.id);
    confirmed(input.confirm, before.name, "to let these backup sets go");
    const pending = found(toDto(before).pending, "a change of the template that waits");
    refuseUnseen(await lossOver(tx, before, pending.policy, ctx.clock.now()), input.losing);
    return await tx.retentionTemplate.update({
      where: { id: input.id },
      data: { ...columnsOf(pending.policy, Prisma.DbNull), ...NOT_PENDING },
      include,
    });
  });
  for (const { id } of row.databases) await startExpiry(ctx, id);
  return toDto(row);
}

/** Drops a template's change that waits. */
export async function dropTemplatePending(ctx: Context, id: string): Promise<void> {
  await ctx.db.retentionTemplate.updateMany({ where: { id }, data: NOT_PENDING });
}

/** Removes a template. Databases that follow it keep its rules, as their own: nothing changes for them. */
export async function removeTemplate(ctx: Context, id: string): Promise<{ databases: number }> {
  return await ctx.db.$transaction(async (tx) => {
    const row = await locked(tx, id);
    refuseBuiltIn(row);
    const { count } = await tx.database.updateMany({
      where: { retentionTemplateId: id },
      data: { ...columnsOf(policyOf(row), Prisma.DbNull), retentionTemplateId: null },
    });
    await tx.retentionTemplate.delete({ where: { id } });
    return { databases: count };
  });
}

function refuseBuiltIn(row: { isBuiltIn: boolean; name: string }): void {
  if (row.isBuiltIn)
    throw new Refusal(
      "conflict",
      `${row.name} came with Holdfast and stays as it is: make a copy and change that`,
    );
}

/** Locks a template and the databases that follow it, so that none joins or gains a set unseen. */
async function locked(tx: Tx, id: string): Promise<Stored> {
  await tx.$queryRaw`SELECT 1 FROM "RetentionTemplate" WHERE "id" = ${id}::uuid FOR UPDATE`;
  await tx.$queryRaw`
    SELECT 1 FROM "Database" WHERE "retentionTemplateId" = ${id}::uuid ORDER BY "id" FOR UPDATE`;
  return found(await tx.retentionTemplate.findUnique({ where: { id }, include }), "the template");
}
