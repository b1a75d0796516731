import type { Person, Role } from "../actor.ts";
import type { Context } from "../context.ts";
import { addressOf } from "./address.ts";
import { IDLE_MINUTES } from "./names.ts";
import { roleOf } from "./role-of.ts";
import { auth } from "./running.ts";

type WithDb = Pick<Context, "db" | "clock">;

const NOTED_EVERY_MILLIS = 30_000;
const IDLE_MILLIS = IDLE_MINUTES * 60_000;

/**
 * Who asks, by the session cookie of a request; null for nobody. A session that was idle too long, or whose person may
 * not sign in any more, ends here.
 */
export async function personOf(ctx: WithDb, headers: Headers): Promise<Person | null> {
  if (!headers.get("cookie")?.includes("holdfast.session_token=")) return null;
  const found = await auth(ctx).api.getSession({ headers });
  if (!found) return null;
  const { session, user } = found;
  const now = ctx.clock.now();
  const seen = session.lastSeenAt ?? session.createdAt;
  const isOver =
    user.disabledAt ||
    session.expiresAt.getTime() <= now.getTime() ||
    now.getTime() - seen.getTime() > IDLE_MILLIS;
  if (isOver) {
    await ctx.db.session.deleteMany({ where: { id: session.id } });
    return null;
  }
  if (now.getTime() - seen.getTime() > NOTED_EVERY_MILLIS)
    await ctx.db.session.updateMany({ where: { id: session.id }, data: { lastSeenAt: now } });
  return {
    kind: "person",
    userId: user.id,
    name: user.name,
    email: user.email,
    role: roleOf(user.role),
    sessionId: session.id,
    address: addressOf(headers),
  };
}

/**
 * What somebody may still do, read anew: for answers that stay open.
 * @returns null when the session has ended or the person may not sign in any more
 */
export async function roleNow(ctx: WithDb, person: Person): Promise<Role | null> {
  const session = await ctx.db.session.findUnique({
    where: { id: person.sessionId },
    include: { user: true },
  });
  if (!session || session.user.disabledAt || session.expiresAt <= ctx.clock.now()) return null;
  return roleOf(session.user.role);
}
