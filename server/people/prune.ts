import type { Context } from "../context.ts";
import { FORGET_AFTER_MILLIS } from "./lock-out.ts";
import { IDLE_MINUTES } from "./names.ts";

/** Deletes what has run out: sessions, links, half sign-ins and counts of attempts. @returns how many rows */
export async function pruneSignIn(ctx: Pick<Context, "db" | "clock">): Promise<number> {
  const now = ctx.clock.now();
  const ago = (millis: number): Date => new Date(now.getTime() - millis);
  const expired = { where: { expiresAt: { lt: now } } };
  const gone = await Promise.all([
    ctx.db.session.deleteMany({
      where: {
        OR: [{ expiresAt: { lt: now } }, { lastSeenAt: { lt: ago(IDLE_MINUTES * 60_000) } }],
      },
    }),
    ctx.db.personLink.deleteMany(expired),
    ctx.db.verification.deleteMany(expired),
    ctx.db.signInFailures.deleteMany({ where: { lastAt: { lt: ago(FORGET_AFTER_MILLIS) } } }),
    ctx.db.rateLimit.deleteMany({
      where: { lastRequest: { lt: BigInt(now.getTime() - FORGET_AFTER_MILLIS) } },
    }),
  ]);
  return gone.reduce((sum, { count }) => sum + count, 0);
}
