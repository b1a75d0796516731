import type { Role } from "../actor.ts";
import { record } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { forgive } from "./attempts.ts";
import { makeLink } from "./links.ts";
import { resetTwoFactor } from "./manage.ts";
import { roleOf } from "./role-of.ts";
import type { NewLinkDto } from "./schema.ts";

export interface Recovered {
  name: string;
  email: string;
  role: Role;
  link: NewLinkDto;
  /** What else stands in the way, or was done. */
  notes: string[];
}

/**
 * Lets somebody in again from the server itself: who can run a command there is trusted with everything anyway.
 * @throws Refusal `not-found` when nobody has this address
 */
export async function recoverAccount(
  ctx: Pick<Context, "db" | "clock">,
  asked: { email: string; twoFactor: boolean; enable: boolean },
): Promise<Recovered> {
  const email = asked.email.trim().toLowerCase();
  const user = await ctx.db.user.findUnique({ where: { email } });
  if (!user) throw new Refusal("not-found", `nobody has an account with the address ${email}`);
  const notes: string[] = [];
  if (asked.enable && user.disabledAt) {
    await ctx.db.user.update({ where: { id: user.id }, data: { disabledAt: null } });
    notes.push("The account was disabled and is enabled again.");
  } else if (user.disabledAt)
    throw new Refusal("conflict", `${email} is disabled: add --enable to enable it again`);
  if (asked.twoFactor) {
    await resetTwoFactor(ctx, user.id);
    notes.push("The second factor is off; turn it on again in the account.");
  } else if (user.twoFactorEnabled)
    notes.push("Sign-in will still ask for the second factor; --two-factor turns it off.");
  const link = await ctx.db.$transaction((tx) =>
    makeLink(tx, { userId: user.id, purpose: "reset", now: ctx.clock.now() }),
  );
  await forgive(ctx, email);
  await record(
    { ...ctx, actor: { kind: "system", name: "reset-password on the server" } },
    {
      act: "people.reset-by-command",
      about: { kind: "person", id: user.id, name: email },
      after: { twoFactor: asked.twoFactor, enable: asked.enable },
    },
  );
  return { name: user.name, email, role: roleOf(user.role), link, notes };
}
