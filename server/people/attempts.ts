import { createHash } from "node:crypto";
import type { Context } from "../context.ts";
import {
  ACCOUNT_RULE,
  ADDRESS_RULE,
  FORGET_AFTER_MILLIS,
  type LockRule,
  waitAfter,
} from "./lock-out.ts";

type WithDb = Pick<Context, "db" | "clock">;

export type Attempt = { ok: true } | { ok: false; waitMillis: number };

interface Row {
  count: number;
  lastAt: Date;
  lockedUntil: Date | null;
}

interface Key {
  key: string;
  rule: LockRule;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The rows that an attempt counts in: of the account, known or not, and of where it came from. */
function keysOf(email: string, address: string | null): Key[] {
  const account = { key: `account:${hash(email.trim().toLowerCase())}`, rule: ACCOUNT_RULE };
  return address === null ? [account] : [account, addressKey(address)];
}

const addressKey = (address: string): Key => ({
  key: `address:${hash(address)}`,
  rule: ADDRESS_RULE,
});

/**
 * Counts an attempt before it is looked at, so that many at once are as few as many in a row; one that turns out right
 * is taken back by `succeeded`.
 */
export async function beginAttempt(
  ctx: WithDb,
  email: string,
  address: string | null,
): Promise<Attempt> {
  return await count(ctx, keysOf(email, address));
}

/** The same for what belongs to no account: the set-up code. */
export async function beginAttemptFrom(ctx: WithDb, address: string | null): Promise<Attempt> {
  return await count(ctx, [addressKey(address ?? "unknown")]);
}

async function count(ctx: WithDb, keys: Key[]): Promise<Attempt> {
  for (const key of keys) {
    const attempt = await countOne(ctx, key);
    if (!attempt.ok) return attempt;
  }
  return { ok: true };
}

async function countOne(ctx: WithDb, { key, rule }: Key): Promise<Attempt> {
  return await ctx.db.$transaction(async (tx): Promise<Attempt> => {
    const now = ctx.clock.now();
    await tx.signInFailures.createMany({
      data: [{ key, count: 0, lastAt: now }],
      skipDuplicates: true,
    });
    const [row] = await tx.$queryRaw<Row[]>`
      SELECT "count", "lastAt", "lockedUntil" FROM "SignInFailures" WHERE "key" = ${key} FOR UPDATE`;
    const wait = (row?.lockedUntil?.getTime() ?? 0) - now.getTime();
    if (wait > 0) return { ok: false, waitMillis: wait };
    const isForgotten = !row || now.getTime() - row.lastAt.getTime() > FORGET_AFTER_MILLIS;
    const count = isForgotten ? 1 : row.count + 1;
    const seconds = waitAfter(count, rule);
    const lockedUntil = seconds > 0 ? new Date(now.getTime() + seconds * 1_000) : null;
    await tx.signInFailures.upsert({
      where: { key },
      create: { key, count, lastAt: now, lockedUntil },
      update: { count, lastAt: now, lockedUntil },
    });
    return { ok: true };
  });
}

/** The attempt was right: the account begins anew; where it came from gets this one back, no more. */
export async function succeeded(ctx: WithDb, email: string, address: string | null): Promise<void> {
  const [account, from] = keysOf(email, address);
  await ctx.db.signInFailures.deleteMany({ where: { key: account?.key ?? "" } });
  if (!from) return;
  await ctx.db.$executeRaw`
    UPDATE "SignInFailures" SET "count" = GREATEST("count" - 1, 0), "lockedUntil" = NULL
    WHERE "key" = ${from.key} AND "count" <= ${from.rule.free}`;
}

/** Until when an account waits, by its e-mail address; those that do not are left out. */
export async function waitsOf(ctx: WithDb, emails: string[]): Promise<Map<string, Date>> {
  const emailOf = new Map(emails.map((email) => [keysOf(email, null)[0]?.key, email]));
  const rows = await ctx.db.signInFailures.findMany({
    where: {
      key: { in: [...emailOf.keys()].filter((key) => key !== undefined) },
      lockedUntil: { gt: ctx.clock.now() },
    },
  });
  return new Map(
    rows.map(({ key, lockedUntil }) => [emailOf.get(key) as string, lockedUntil as Date]),
  );
}

/** Lifts the wait of an account: somebody with the right to do so vouches for it. */
export async function forgive(ctx: WithDb, email: string): Promise<void> {
  const [account] = keysOf(email, null);
  await ctx.db.signInFailures.deleteMany({ where: { key: account?.key ?? "" } });
}

/** A code is right for a minute and a half: the one of now, the one before and the one after. */
const CODE_MILLIS = 2 * 60_000;

/**
 * Whether a code of somebody's authenticator app is used for the first time: seen over a shoulder or caught on its way, it
 * is good for nothing.
 */
export async function isFirstUse(ctx: WithDb, userId: string, code: string): Promise<boolean> {
  const now = ctx.clock.now();
  const key = `code:${hash(`${userId} ${code.trim()}`)}`;
  const used = await ctx.db.$executeRaw`
    INSERT INTO "SignInFailures" AS row ("key", "count", "lastAt") VALUES (${key}, 1, ${now})
    ON CONFLICT ("key") DO UPDATE SET "lastAt" = ${now}
    WHERE row."lastAt" < ${new Date(now.getTime() - CODE_MILLIS)}`;
  return used > 0;
}
