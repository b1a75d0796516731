import { type BetterAuthOptions, betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { genericOAuth, twoFactor } from "better-auth/plugins";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { log } from "../log.ts";
import { signInHooks } from "./hooks.ts";
import { BY_SINGLE_SIGN_ON, SESSION_HOURS, SIGN_IN_BASE } from "./names.ts";
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from "./password-rules.ts";
import { keepNewcomersOut, type OpenSingleSignOn } from "./single-sign-on-rules.ts";

const MINUTE_SECONDS = 60;
const RECOVERY_CODES = 10;

export type Auth = ReturnType<typeof makeAuth>;

/** What better-auth works with; with single sign-on only for the requests that belong to it. */
export function makeAuth(
  ctx: Pick<Context, "db" | "clock">,
  origin: string,
  singleSignOn: OpenSingleSignOn | null,
) {
  const rules = keepNewcomersOut(ctx, singleSignOn);
  return betterAuth({
    appName: "Holdfast",
    baseURL: origin,
    basePath: SIGN_IN_BASE,
    secret: env.sessionSecret,
    database: prismaAdapter(ctx.db, { provider: "postgresql" }),
    trustedOrigins: (request) => (request ? originsOf(request) : []),
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
    },
    user: {
      additionalFields: {
        role: { type: "string", required: false, input: false },
        disabledAt: { type: "date", required: false, input: false },
      },
      validateUserInfo: rules.validate,
    },
    session: {
      expiresIn: SESSION_HOURS * 3_600,
      disableSessionRefresh: true,
      additionalFields: { lastSeenAt: { type: "date", required: false, input: false } },
    },
    account: {
      updateAccountOnSignIn: false,
      // who is known here was invited by an administrator, so that the provider's word on the address is enough
      accountLinking: { enabled: true, requireLocalEmailVerified: false },
    },
    databaseHooks: rules.databaseHooks,
    hooks: signInHooks(ctx, rules.groupsOf),
    rateLimit: rateLimit(),
    advanced: {
      disableOriginCheck: false,
      disableCSRFCheck: false,
      cookiePrefix: "holdfast",
      useSecureCookies: env.publicUrl?.startsWith("https://") ?? false,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/" },
    },
    onAPIError: { errorURL: "/sign-in" },
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message) => log.warn("sign-in", { message: message.slice(0, 300) }),
    },
    plugins: [
      twoFactor({
        issuer: "Holdfast",
        backupCodeOptions: { amount: RECOVERY_CODES, storeBackupCodes: "encrypted" },
      }),
      ...(singleSignOn ? [genericOAuth({ config: [providerOf(singleSignOn)] })] : []),
    ],
  });
}

/** Where a browser's `Origin` may lie: the address of the request, whose host was checked before, and the public one. */
function originsOf(request: Request): string[] {
  const proto = request.headers.get("x-forwarded-proto")?.split(",")[0]?.trim() || "http";
  const own = `${proto}://${request.headers.get("host") ?? ""}`;
  return env.publicUrl ? [own, new URL(env.publicUrl).origin] : [own];
}

/** Of requests, right or wrong; what fails in a row is counted in attempts.ts. */
function rateLimit(): NonNullable<BetterAuthOptions["rateLimit"]> {
  const max = env.signInsPerMinute;
  const rule = { window: MINUTE_SECONDS, max };
  return {
    enabled: true,
    storage: "database",
    window: MINUTE_SECONDS,
    max: max * 10,
    customRules: { "/sign-in/*": rule, "/two-factor/*": rule, "/callback/*": rule },
  };
}

function providerOf(one: OpenSingleSignOn) {
  return {
    providerId: BY_SINGLE_SIGN_ON,
    name: one.label,
    discoveryUrl: `${one.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    requireIdTokenVerification: true,
    clientId: one.clientId,
    clientSecret: one.secret,
    scopes: ["openid", "email", "profile", ...(one.groupClaim === "groups" ? ["groups"] : [])],
    pkce: true,
  };
}
