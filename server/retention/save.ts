import type { z } from "zod";
import type { Context } from "../context.ts";
import { Prisma, type Tx } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { confirmed, sourceOf } from "./facts.ts";
import { graceDays, startExpiry } from "./grace.ts";
import { losingSets, refuseUnseen } from "./losing.ts";
import {
  type confirmInput,
  type LosingSet,
  type PendingPolicy,
  policyInput,
  type RetentionDto,
  type RetentionPolicy,
  type SaveAnswer,
  type saveInput,
} from "./schema.ts";
import { columnsOf, policyOf, type StoredPending } from "./stored-policy.ts";
import { whoAsks } from "./who.ts";

const NOT_PENDING = {
  pendingRetention: Prisma.DbNull,
  pendingRetentionAt: null,
  pendingRetentionBy: null,
};

/** The rules of a database: those in force, and those that wait for a confirmation. */
export async function retentionDto(ctx: Context, databaseId: string): Promise<RetentionDto> {
  const source = await sourceOf(ctx.db, databaseId);
  const row = found(
    await ctx.db.database.findUnique({
      where: { id: databaseId },
      include: { retentionTemplate: { select: { pendingAt: true } } },
    }),
    "the database",
  );
  return {
    ...source,
    pending: pendingOf(row),
    templatePending: Boolean(row.retentionTemplate?.pendingAt),
    graceDays: await graceDays(ctx.db),
  };
}

function pendingOf(row: {
  pendingRetention: Prisma.JsonValue;
  pendingRetentionAt: Date | null;
  pendingRetentionBy: string | null;
}): PendingPolicy | null {
  const stored = row.pendingRetention as unknown as StoredPending | null;
  if (!stored || !row.pendingRetentionAt) return null;
  return { ...stored, at: row.pendingRetentionAt, by: row.pendingRetentionBy ?? "somebody" };
}

/**
 * Saves rules, or that a database follows a template. Deletes nothing; rules that would let go of more than those in
 * force wait, and what they would let go is said, until that is confirmed.
 */
export async function proposeRetention(
  ctx: Context,
  input: z.infer<typeof saveInput>,
): Promise<SaveAnswer> {
  return await ctx.db.$transaction(async (tx) => {
    if ("templateId" in input.rules) await lockTemplate(tx, input.rules.templateId);
    const database = await locked(tx, input.databaseId);
    const next = await nextOf(tx, input.rules);
    const losing = await losingSets(tx, database, next.policy, ctx.clock.now());
    if (losing.length === 0) {
      await putInForce(tx, database.id, next);
      return { state: "saved", losing };
    }
    await tx.database.update({
      where: { id: database.id },
      data: {
        pendingRetention: JSON.parse(JSON.stringify(next)),
        pendingRetentionAt: ctx.clock.now(),
        pendingRetentionBy: whoAsks(ctx),
      },
    });
    return { state: "waits", losing };
  });
}

/** What the rules that wait would let go, looked at now. */
export async function pendingLoss(ctx: Context, databaseId: string): Promise<LosingSet[]> {
  const { pending } = await retentionDto(ctx, databaseId);
  if (!pending) return [];
  const database = found(
    await ctx.db.database.findUnique({ where: { id: databaseId } }),
    "the database",
  );
  const { policy } = await freshest(ctx.db, pending);
  return await losingSets(ctx.db, database, policy, ctx.clock.now());
}

/**
 * Puts the rules that wait in force; what they let go begins its grace period.
 * @throws Refusal on a wrong name, or when more would go than was shown.
 */
export async function confirmRetention(
  ctx: Context,
  input: z.infer<typeof confirmInput>,
): Promise<RetentionDto> {
  await ctx.db.$transaction(async (tx) => {
    const waiting = await tx.database.findUnique({ where: { id: input.databaseId } });
    const template = waiting && pendingOf(waiting)?.template;
    if (template) await lockTemplate(tx, template.id);
    const database = await locked(tx, input.databaseId);
    confirmed(input.confirm, database.name, "to let these backup sets go");
    const pending = found(pendingOf(database), "a change of the rules that waits");
    const next = await freshest(tx, pending);
    refuseUnseen(await losingSets(tx, database, next.policy, ctx.clock.now()), input.losing);
    await putInForce(tx, database.id, next);
  });
  await startExpiry(ctx, input.databaseId);
  return await retentionDto(ctx, input.databaseId);
}

/** Drops the rules that wait; those in force stay. */
export async function dropPending(ctx: Context, databaseId: string): Promise<RetentionDto> {
  await ctx.db.database.updateMany({ where: { id: databaseId }, data: NOT_PENDING });
  return await retentionDto(ctx, databaseId);
}

async function locked(tx: Tx, databaseId: string) {
  await tx.$queryRaw`SELECT 1 FROM "Database" WHERE "id" = ${databaseId}::uuid FOR UPDATE`;
  return found(
    await tx.database.findFirst({ where: { id: databaseId, removedAt: null } }),
    "the database",
  );
}

/** Before the database, in the order in which a change of the template locks. */
async function lockTemplate(tx: Tx, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "RetentionTemplate" WHERE "id" = ${id}::uuid FOR SHARE`;
}

async function nextOf(tx: Tx, rules: z.infer<typeof saveInput>["rules"]): Promise<StoredPending> {
  if ("policy" in rules) return { policy: rules.policy, template: null };
  const row = found(
    await tx.retentionTemplate.findUnique({ where: { id: rules.templateId } }),
    "the template",
  );
  return { policy: policyOf(row), template: { id: row.id, name: row.name } };
}

/** A template may have changed since it was chosen, or be gone. */
async function freshest(tx: Tx, pending: StoredPending): Promise<StoredPending> {
  if (!pending.template) return { policy: pending.policy, template: null };
  const exists = await tx.retentionTemplate.count({ where: { id: pending.template.id } });
  if (exists === 0)
    throw new Refusal("conflict", `the template ${pending.template.name} does not exist any more`);
  return await nextOf(tx, { templateId: pending.template.id });
}

async function putInForce(tx: Tx, databaseId: string, next: StoredPending): Promise<void> {
  const rules = next.template
    ? { retentionTemplateId: next.template.id }
    : { ...columnsOf(next.policy, Prisma.DbNull), retentionTemplateId: null };
  await tx.database.update({ where: { id: databaseId }, data: { ...rules, ...NOT_PENDING } });
}

/**
 * Puts own rules in force without asking, for set-ups and tests; the console goes by `proposeRetention`. What they
 * let go has its grace period, here as well.
 */
export async function saveRetention(
  ctx: Context,
  databaseId: string,
  rules: z.input<typeof policyInput>,
): Promise<RetentionPolicy> {
  const policy = policyInput.parse(rules);
  await ctx.db.$transaction(async (tx) => {
    await locked(tx, databaseId);
    await putInForce(tx, databaseId, { policy, template: null });
  });
  return policy;
}
