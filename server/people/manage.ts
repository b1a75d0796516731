import { randomUUID } from "node:crypto";
import type { Role } from "../actor.ts";
import type { Context } from "../context.ts";
import { isUniqueViolation, type Tx } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import { forgive } from "./attempts.ts";
import { requireAnAdministrator } from "./last-administrator.ts";
import { makeLink } from "./links.ts";
import type { InviteInput, NewLinkDto } from "./schema.ts";

type WithDb = Pick<Context, "db" | "clock">;

/** Makes an account without a password, and the link with which its person sets one. */
export async function invite(
  ctx: WithDb,
  input: InviteInput,
): Promise<{ id: string; link: NewLinkDto }> {
  try {
    return await ctx.db.$transaction(async (tx) => {
      const { id } = await tx.user.create({ data: { id: randomUUID(), ...input } });
      const link = await makeLink(tx, { userId: id, purpose: "invite", now: ctx.clock.now() });
      return { id, link };
    });
  } catch (thrown) {
    if (!isUniqueViolation(thrown)) throw thrown;
    throw new Refusal("conflict", `somebody with the address ${input.email} is here already`);
  }
}

/** A new link to set a password: for whoever was invited, or has forgotten theirs. Lifts a wait after wrong passwords. */
export async function newLink(ctx: WithDb, id: string): Promise<NewLinkDto> {
  const user = await person(ctx.db, id);
  const accounts = await ctx.db.account.count({ where: { userId: id } });
  const purpose = accounts === 0 ? "invite" : "reset";
  const link = await ctx.db.$transaction((tx) =>
    makeLink(tx, { userId: id, purpose, now: ctx.clock.now() }),
  );
  await forgive(ctx, user.email);
  return link;
}

/** Gives somebody another role; it holds from their next request on. */
export async function changeRole(ctx: WithDb, input: { id: string; role: Role }): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    if (input.role !== "administrator")
      await requireAnAdministrator(tx, input.id, "given another role");
    await tx.user.update({
      where: { id: (await person(tx, input.id)).id },
      data: { role: input.role },
    });
  });
}

/** Keeps somebody out from now on; their sessions end and their links no longer work. */
export async function disable(ctx: WithDb, id: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await requireAnAdministrator(tx, id, "disabled");
    await person(tx, id);
    await tx.user.updateMany({
      where: { id, disabledAt: null },
      data: { disabledAt: ctx.clock.now() },
    });
    await tx.session.deleteMany({ where: { userId: id } });
    await tx.personLink.deleteMany({ where: { userId: id } });
  });
}

export async function enable(ctx: WithDb, id: string): Promise<void> {
  await person(ctx.db, id);
  await ctx.db.user.update({ where: { id }, data: { disabledAt: null } });
}

/** Deletes an account with its sessions; what they did stays in the audit. */
export async function remove(ctx: WithDb, id: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await requireAnAdministrator(tx, id, "removed");
    await tx.user.delete({ where: { id: (await person(tx, id)).id } });
  });
}

/** Turns the second factor of somebody off who has lost it. */
export async function resetTwoFactor(ctx: WithDb, id: string): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    await person(tx, id);
    await tx.twoFactor.deleteMany({ where: { userId: id } });
    await tx.user.update({ where: { id }, data: { twoFactorEnabled: false } });
    await tx.session.deleteMany({ where: { userId: id } });
  });
}

/** Lifts the wait after wrong passwords or codes, for somebody whose attempts they were. */
export async function letIn(ctx: WithDb, id: string): Promise<void> {
  const { email } = await person(ctx.db, id);
  await forgive(ctx, email);
  await ctx.db.twoFactor.updateMany({
    where: { userId: id },
    data: { failedVerificationCount: 0, lockedUntil: null },
  });
}

/** Signs somebody out everywhere. */
export async function endSessionsOf(ctx: WithDb, id: string): Promise<void> {
  await person(ctx.db, id);
  await ctx.db.session.deleteMany({ where: { userId: id } });
}

async function person(tx: Tx, id: string) {
  return found(await tx.user.findUnique({ where: { id } }), "this person");
}
