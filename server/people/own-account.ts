import type { Context } from "../context.ts";
import { confirmPassword, hashPassword, requireGoodPassword, setPassword } from "./password.ts";
import { personIn } from "./queries.ts";

type WithActor = Pick<Context, "db" | "clock" | "actor">;

export async function rename(ctx: WithActor, name: string): Promise<void> {
  await ctx.db.user.update({ where: { id: personIn(ctx).userId }, data: { name } });
}

/** Sets another password; all other sessions of this person end. */
export async function changePassword(
  ctx: WithActor,
  input: { currentPassword: string; password: string },
): Promise<void> {
  const person = personIn(ctx);
  await confirmPassword(ctx, person, input.currentPassword);
  requireGoodPassword(input.password, person.email, person.name);
  const hash = await hashPassword(input.password);
  await ctx.db.$transaction(async (tx) => {
    await setPassword(tx, person.userId, hash);
    await tx.session.deleteMany({
      where: { userId: person.userId, id: { not: person.sessionId } },
    });
  });
}

/** Ends one session of this person: another browser that is still signed in. */
export async function endSession(ctx: WithActor, id: string): Promise<void> {
  await ctx.db.session.deleteMany({ where: { id, userId: personIn(ctx).userId } });
}

/** Ends all sessions of this person but the one that asks. */
export async function endOtherSessions(ctx: WithActor): Promise<void> {
  const { userId, sessionId } = personIn(ctx);
  await ctx.db.session.deleteMany({ where: { userId, id: { not: sessionId } } });
}
