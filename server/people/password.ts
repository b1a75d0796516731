import { randomUUID } from "node:crypto";
import { hashPassword, verifyPassword } from "better-auth/crypto";
import type { Person } from "../actor.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db/index.ts";
import { Refusal } from "../refusal.ts";
import { beginAttempt, succeeded } from "./attempts.ts";
import { waitInWords } from "./lock-out.ts";
import { BY_PASSWORD } from "./names.ts";
import { passwordProblem } from "./password-rules.ts";

/** @throws Refusal `invalid` with the rule that a password breaks. */
export function requireGoodPassword(password: string, email: string, name: string): void {
  const problem = passwordProblem(password, email, name);
  if (problem) throw new Refusal("invalid", problem);
}

/** Sets the password of somebody, whether there was one or not. */
export async function setPassword(tx: Tx, userId: string, hash: string): Promise<void> {
  const changed = await tx.account.updateMany({
    where: { userId, providerId: BY_PASSWORD },
    data: { password: hash },
  });
  if (changed.count > 0) return;
  await tx.account.create({
    data: {
      id: randomUUID(),
      accountId: userId,
      providerId: BY_PASSWORD,
      userId,
      password: hash,
    },
  });
}

export { hashPassword };

/**
 * Makes sure that it is really the signed-in person who asks for something delicate.
 * @throws Refusal `invalid` when the password is wrong, `conflict` when there is none or after too many that were wrong
 */
export async function confirmPassword(
  ctx: Pick<Context, "db" | "clock">,
  person: Person,
  password: string,
): Promise<void> {
  const account = await ctx.db.account.findFirst({
    where: { userId: person.userId, providerId: BY_PASSWORD },
  });
  if (!account?.password)
    throw new Refusal(
      "conflict",
      "you have no password here: an administrator can give you a link to set one",
    );
  const attempt = await beginAttempt(ctx, person.email, person.address);
  if (!attempt.ok)
    throw new Refusal(
      "conflict",
      `too many wrong passwords: wait ${waitInWords(attempt.waitMillis)} and try again`,
    );
  if (!(await verifyPassword({ hash: account.password, password })))
    throw new Refusal("invalid", "this is not your password");
  await succeeded(ctx, person.email, person.address);
}
