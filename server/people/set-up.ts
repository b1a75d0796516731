import { createHash, randomUUID, timingSafeEqual } from "node:crypto";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { Refusal } from "../refusal.ts";
import { beginAttemptFrom } from "./attempts.ts";
import { waitInWords } from "./lock-out.ts";
import { hashPassword, requireGoodPassword, setPassword } from "./password.ts";
import { needsSetUp } from "./queries.ts";
import type { SetUpInput } from "./schema.ts";

/** Any number, but the same for all that set up at once. */
const SET_UP_LOCK = 7_200_001;

/**
 * Creates the first administrator. Of several that try at once, one wins.
 * @param address where the request came from
 * @throws Refusal `conflict` when there is somebody already, `invalid` when the code or the password is not right
 */
export async function setUp(
  ctx: Pick<Context, "db" | "clock">,
  input: SetUpInput,
  address: string | null,
): Promise<{ userId: string }> {
  if (!(await needsSetUp(ctx))) throw taken();
  await requireSetUpCode(ctx, input.code ?? "", address);
  requireGoodPassword(input.password, input.email, input.name);
  const hash = await hashPassword(input.password);
  return await ctx.db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${SET_UP_LOCK})`;
    if ((await tx.user.count()) > 0) throw taken();
    const { id } = await tx.user.create({
      data: { id: randomUUID(), name: input.name, email: input.email, role: "administrator" },
    });
    await setPassword(tx, id, hash);
    return { userId: id };
  });
}

const taken = (): Refusal =>
  new Refusal(
    "conflict",
    "Holdfast has an administrator already: sign in, or set their password anew with `npm run reset-password` on the server",
  );

async function requireSetUpCode(
  ctx: Pick<Context, "db" | "clock">,
  typed: string,
  address: string | null,
): Promise<void> {
  const code = env.setUpCode;
  if (code === undefined) return;
  const attempt = await beginAttemptFrom(ctx, address);
  if (!attempt.ok)
    throw new Refusal("conflict", `too many wrong codes: wait ${waitInWords(attempt.waitMillis)}`);
  if (!isSame(typed.trim().toUpperCase(), code))
    throw new Refusal(
      "invalid",
      'this is not the set-up code: it stands in the log of the server, in the line that begins with "set-up code"',
    );
}

const isSame = (one: string, other: string): boolean => timingSafeEqual(digest(one), digest(other));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
