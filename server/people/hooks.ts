import type { BetterAuthOptions } from "better-auth";
import { APIError, createAuthMiddleware, isAPIError } from "better-auth/api";
import type { Role } from "../actor.ts";
import { record } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { addressOf } from "./address.ts";
import { beginAttempt, isFirstUse, succeeded } from "./attempts.ts";
import { keepsAnAdministrator } from "./last-administrator.ts";
import { waitInWords } from "./lock-out.ts";

type WithDb = Pick<Context, "db" | "clock">;
type Who = { id: string; name: string; email: string };

const PENDING = /holdfast\.two_factor=/;
const BY_CODE: Record<string, string> = {
  "/two-factor/verify-totp": "with a code",
  "/two-factor/verify-backup-code": "with a recovery code",
};

/** What happens around better-auth's own acts: attempts are counted, what happened is recorded. */
export function signInHooks(
  ctx: WithDb,
  groupsOf: Map<string, Role>,
): NonNullable<BetterAuthOptions["hooks"]> {
  return {
    before: createAuthMiddleware(async (request) => {
      if (request.path !== "/sign-in/email") return;
      const email = emailOf(request.body);
      const attempt = await beginAttempt(ctx, email, addressOf(request.headers));
      if (attempt.ok) return;
      const wait = waitInWords(attempt.waitMillis);
      await recordRefusal(ctx, request.headers, email, "too many attempts");
      throw new APIError("TOO_MANY_REQUESTS", {
        code: "LOCKED",
        message: `Too many attempts that failed: wait ${wait} and try again. \`npm run reset-password\` on the server lifts it.`,
      });
    }),
    after: createAuthMiddleware(async (request) => {
      const { path, headers, body } = request;
      const made = request.context.newSession;
      const failure = isAPIError(request.context.returned) ? request.context.returned : null;
      if (path === "/sign-in/email") {
        if (failure) return await recordRefusal(ctx, headers, emailOf(body), failure.message);
        await succeeded(ctx, emailOf(body), addressOf(headers));
        if (made && !isTwoFactor(made.user)) await signedIn(ctx, headers, made, "with a password");
      } else if (path.startsWith("/callback/") && made) {
        await followGroups(ctx, made.user, groupsOf.get(made.user.email));
        await signedIn(ctx, headers, made, "by single sign-on");
      } else if (path in BY_CODE) {
        const isSignIn = PENDING.test(headers?.get("cookie") ?? "");
        if (failure) await recordRefusal(ctx, headers, "", failure.message);
        else if (made && isSignIn) {
          if (path === "/two-factor/verify-totp") await requireFirstUse(ctx, headers, made, body);
          await signedIn(ctx, headers, made, `${BY_CODE[path]}`);
        } else if (made) await act(ctx, headers, "people.two-factor-on", made.user);
      } else if (path === "/two-factor/disable" && made)
        await act(ctx, headers, "people.two-factor-off", made.user);
      else if (path === "/two-factor/generate-backup-codes" && !failure) {
        const user = request.context.session?.user;
        if (user) await act(ctx, headers, "people.new-recovery-codes", user);
      }
    }),
  };
}

const emailOf = (body: unknown): string => {
  const email = (body as { email?: unknown } | undefined)?.email;
  return typeof email === "string" ? email.slice(0, 254) : "";
};

const isTwoFactor = (user: object): boolean =>
  (user as { twoFactorEnabled?: boolean | null }).twoFactorEnabled === true;

async function signedIn(
  ctx: WithDb,
  headers: Headers | undefined,
  made: { user: Who },
  how: string,
): Promise<void> {
  await ctx.db.user.updateMany({
    where: { id: made.user.id },
    data: { lastSignInAt: ctx.clock.now() },
  });
  await act(ctx, headers, "people.sign-in", made.user, { how });
}

/** A code that was used before makes no session, and is as wrong as any other. */
async function requireFirstUse(
  ctx: WithDb,
  headers: Headers | undefined,
  made: { user: Who; session: { token: string } },
  body: unknown,
): Promise<void> {
  const { code } = body as { code: string };
  if (await isFirstUse(ctx, made.user.id, code)) return;
  await ctx.db.session.deleteMany({ where: { token: made.session.token } });
  await recordRefusal(ctx, headers, made.user.email, "a code that was used before");
  throw new APIError("UNAUTHORIZED", { code: "INVALID_CODE", message: "Invalid code" });
}

async function act(
  ctx: WithDb,
  headers: Headers | undefined,
  name: string,
  user: Who,
  after?: object,
): Promise<void> {
  await record(
    { ...ctx, actor: null },
    {
      act: name,
      who: { kind: "person", id: user.id, name: `${user.name} (${user.email})` },
      about: { kind: "person", id: user.id, name: user.email },
      address: addressOf(headers),
      after,
    },
  );
}

async function recordRefusal(
  ctx: WithDb,
  headers: Headers | undefined,
  email: string,
  reason: string,
): Promise<void> {
  await record(
    { ...ctx, actor: null },
    {
      act: "people.sign-in",
      outcome: "refused",
      reason,
      who: { kind: "nobody", id: null, name: email || "not signed in" },
      address: addressOf(headers),
    },
  );
}

/** The identity provider's groups decide the role anew at each sign-in, but never take away the last administrator. */
async function followGroups(ctx: WithDb, user: Who, role: Role | undefined): Promise<void> {
  if (!role) return;
  await ctx.db.$transaction(async (tx) => {
    if (role !== "administrator" && !(await keepsAnAdministrator(tx, user.id))) return;
    await tx.user.updateMany({ where: { id: user.id }, data: { role } });
  });
}
