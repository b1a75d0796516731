import type { BetterAuthOptions } from "better-auth";
import { APIError } from "better-auth/api";
import { ROLES, type Role } from "../actor.ts";
import type { Context } from "../context.ts";
import type { SingleSignOnInput } from "./schema.ts";

/** The settings with the secret opened. */
export type OpenSingleSignOn = Omit<SingleSignOnInput, "secret"> & { secret: string };

type Profile = Record<string, unknown>;

/** Why an identity may not come in, as the sign-in page is told; null when it may. */
export function refusalOf(
  rules: Pick<OpenSingleSignOn, "newcomers" | "domains">,
  identity: { email: string; isVerified: boolean; isKnown: boolean },
): "email_not_verified" | "not_invited" | "domain_not_allowed" | null {
  if (!identity.isVerified) return "email_not_verified";
  if (identity.isKnown) return null;
  if (!rules.newcomers) return "not_invited";
  const domain = identity.email.toLowerCase().split("@").at(-1) ?? "";
  return rules.domains.length === 0 || rules.domains.includes(domain) ? null : "domain_not_allowed";
}

/** The role that groups give: the highest of those that are named; null when none is. */
export function roleOfGroups(
  rules: Pick<OpenSingleSignOn, "groupClaim" | "groupRoles">,
  profile: Profile,
): Role | null {
  if (rules.groupClaim === null) return null;
  const claim = profile[rules.groupClaim];
  const groups = Array.isArray(claim) ? claim : [claim];
  const roles = rules.groupRoles.filter(({ group }) => groups.includes(group));
  return ROLES.find((role) => roles.some((one) => one.role === role)) ?? null;
}

/** What decides who comes in by the identity provider, and as what. */
export function keepNewcomersOut(
  ctx: Pick<Context, "db" | "clock">,
  rules: OpenSingleSignOn | null,
) {
  /** Roles by groups of identities that are on their way in, by their address. */
  const groupsOf = new Map<string, Role>();
  const validate: NonNullable<NonNullable<BetterAuthOptions["user"]>["validateUserInfo"]> = ({
    user,
    source,
  }) => {
    const email = user.email?.toLowerCase() ?? "";
    if (!rules) return { error: "signup_disabled" };
    const profile = source.oauth?.profile ?? {};
    const isKnown = source.action !== "create-user";
    const isVerified = profile.email_verified === true || profile.email_verified === "true";
    const error = refusalOf(rules, { email, isVerified, isKnown });
    if (error) return { error };
    const role = roleOfGroups(rules, profile);
    if (role) groupsOf.set(email, role);
    else groupsOf.delete(email);
    return undefined;
  };
  const databaseHooks: NonNullable<BetterAuthOptions["databaseHooks"]> = {
    user: {
      create: {
        before: async (user) => {
          if (!rules?.newcomers) return false;
          const role = groupsOf.get(user.email) ?? rules.defaultRole;
          return { data: { ...user, role, name: user.name || user.email } };
        },
      },
    },
    session: {
      create: {
        before: async (session) => {
          const user = await ctx.db.user.findUnique({ where: { id: session.userId } });
          if (!user || user.disabledAt)
            throw new APIError("FORBIDDEN", {
              code: "disabled",
              message: "This account is disabled: an administrator can enable it again",
            });
          return { data: { ...session, lastSeenAt: ctx.clock.now() } };
        },
      },
    },
    account: {
      create: {
        // the provider's tokens are not needed again
        before: async (account) => ({
          data: { ...account, accessToken: null, refreshToken: null, idToken: null },
        }),
      },
    },
  };
  return { validate, databaseHooks, groupsOf };
}
