import type { Person } from "../actor.ts";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { found, Refusal } from "../refusal.ts";
import { waitsOf } from "./attempts.ts";
import { deviceOf } from "./device.ts";
import { BY_PASSWORD, BY_SINGLE_SIGN_ON } from "./names.ts";
import { roleOf } from "./role-of.ts";
import type { DoorDto, MeDto, PersonDto, SessionDto } from "./schema.ts";
import { singleSignOnLabel } from "./single-sign-on.ts";

type WithDb = Pick<Context, "db">;

/** The signed-in person. @throws Refusal when Holdfast itself asks, which has no account */
export function personIn(ctx: Pick<Context, "actor">): Person {
  if (ctx.actor?.kind === "person") return ctx.actor;
  throw new Refusal("conflict", "this is about the person who is signed in, and nobody is");
}

/** Whether nobody has an account yet. */
export const needsSetUp = async (ctx: WithDb): Promise<boolean> =>
  (await ctx.db.user.count({ take: 1 })) === 0;

/** What the pages before sign-in need to know. */
export async function door(ctx: WithDb): Promise<DoorDto> {
  const needed = await needsSetUp(ctx);
  return {
    needsSetUp: needed,
    needsSetUpCode: needed && env.setUpCode !== undefined,
    singleSignOn: await singleSignOnLabel(ctx),
  };
}

/** Everybody who may sign in, or could again. */
export async function listPeople(ctx: Pick<Context, "db" | "clock">): Promise<PersonDto[]> {
  const rows = await ctx.db.user.findMany({
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    include: {
      accounts: { select: { providerId: true } },
      twoFactor: { select: { lockedUntil: true } },
      _count: { select: { sessions: { where: { expiresAt: { gt: ctx.clock.now() } } } } },
    },
  });
  const waits = await waitsOf(
    ctx,
    rows.map(({ email }) => email),
  );
  return rows.map(({ accounts, twoFactor, _count, ...user }) => ({
    id: user.id,
    name: user.name,
    email: user.email,
    role: roleOf(user.role),
    isInvited: accounts.length === 0,
    disabledAt: user.disabledAt,
    lastSignInAt: user.lastSignInAt,
    createdAt: user.createdAt,
    hasTwoFactor: user.twoFactorEnabled,
    hasPassword: accounts.some((one) => one.providerId === BY_PASSWORD),
    hasSingleSignOn: accounts.some((one) => one.providerId === BY_SINGLE_SIGN_ON),
    sessions: _count.sessions,
    waitsUntil: latest(ctx.clock.now(), [
      waits.get(user.email),
      ...twoFactor.map(({ lockedUntil }) => lockedUntil),
    ]),
  }));
}

/** The latest of these times that is still to come. */
function latest(now: Date, times: (Date | null | undefined)[]): Date | null {
  const ahead = times.filter((time) => time && time > now) as Date[];
  return ahead.sort((a, b) => b.getTime() - a.getTime())[0] ?? null;
}

/** The signed-in person as they stand now. */
export async function me(ctx: Pick<Context, "db" | "actor">): Promise<MeDto> {
  const { userId } = personIn(ctx);
  const user = found(
    await ctx.db.user.findUnique({ where: { id: userId }, include: { accounts: true } }),
    "your account",
  );
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    role: roleOf(user.role),
    hasTwoFactor: user.twoFactorEnabled,
    hasPassword: user.accounts.some((one) => one.providerId === BY_PASSWORD),
  };
}

/** Where the signed-in person is signed in, the latest first. */
export async function mySessions(
  ctx: Pick<Context, "db" | "actor" | "clock">,
): Promise<SessionDto[]> {
  const person = personIn(ctx);
  const rows = await ctx.db.session.findMany({
    where: { userId: person.userId, expiresAt: { gt: ctx.clock.now() } },
    orderBy: { lastSeenAt: "desc" },
    take: 100,
  });
  return rows.map((row) => ({
    id: row.id,
    isThis: row.id === person.sessionId,
    createdAt: row.createdAt,
    lastSeenAt: row.lastSeenAt,
    expiresAt: row.expiresAt,
    address: row.ipAddress || null,
    device: deviceOf(row.userAgent),
  }));
}
