import { createHash, randomBytes } from "node:crypto";
import type { Context } from "../context.ts";
import type { Tx } from "../db/index.ts";
import { Refusal } from "../refusal.ts";
import { forgive } from "./attempts.ts";
import { hashPassword, requireGoodPassword, setPassword } from "./password.ts";
import type { LinkDto, NewLinkDto } from "./schema.ts";

const TOKEN_BYTES = 32;
const HOUR_MILLIS = 3_600_000;
const LASTS_HOURS = { invite: 72, reset: 1 };

type Purpose = keyof typeof LASTS_HOURS;

const hashOf = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Makes a link with which somebody sets their password, once. Earlier ones of theirs no longer work. */
export async function makeLink(
  tx: Tx,
  of: { userId: string; purpose: Purpose; now: Date },
): Promise<NewLinkDto> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const expiresAt = new Date(of.now.getTime() + LASTS_HOURS[of.purpose] * HOUR_MILLIS);
  await tx.personLink.deleteMany({ where: { userId: of.userId } });
  await tx.personLink.create({
    data: {
      hash: hashOf(token),
      userId: of.userId,
      purpose: of.purpose,
      createdAt: of.now,
      expiresAt,
    },
  });
  // behind the #, so that it is in no log of a proxy and in no Referer
  return { path: `/join#${token}`, expiresAt };
}

/** Whose link it is. @throws Refusal `not-found` when it was used, has expired or never was */
export async function linkOf(
  ctx: Pick<Context, "db" | "clock">,
  token: string,
): Promise<LinkDto & { userId: string }> {
  const link = await ctx.db.personLink.findUnique({
    where: { hash: hashOf(token) },
    include: { user: true },
  });
  if (!link || link.expiresAt <= ctx.clock.now() || link.user.disabledAt)
    throw new Refusal(
      "not-found",
      "this link does not work (any more): each works once and for a limited time. Ask an administrator for a new one",
    );
  return {
    purpose: link.purpose === "invite" ? "invite" : "reset",
    name: link.user.name,
    email: link.user.email,
    expiresAt: link.expiresAt,
    userId: link.userId,
  };
}

/** Sets the password that a link allows to set; whoever is signed in as this person is signed out. */
export async function redeemLink(
  ctx: Pick<Context, "db" | "clock">,
  input: { token: string; password: string },
): Promise<LinkDto & { userId: string }> {
  const link = await linkOf(ctx, input.token);
  requireGoodPassword(input.password, link.email, link.name);
  const hash = await hashPassword(input.password);
  await ctx.db.$transaction(async (tx) => {
    const used = await tx.personLink.deleteMany({ where: { hash: hashOf(input.token) } });
    if (used.count === 0) await linkOf({ ...ctx, db: tx as Context["db"] }, input.token);
    await setPassword(tx, link.userId, hash);
    await tx.session.deleteMany({ where: { userId: link.userId } });
  });
  await forgive(ctx, link.email);
  return link;
}
