import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { type Auth, makeAuth } from "./auth.ts";
import { reachOf, singleSignOnWithSecret } from "./single-sign-on.ts";

type WithDb = Pick<Context, "db" | "clock">;

const MOST_ORIGINS = 8;

interface Kept {
  /** Apart for each client, so that tests with databases of their own do not share one. */
  plain: WeakMap<object, Auth>;
  withSingleSignOn: Map<string, Auth>;
}
const shared = globalThis as unknown as { holdfastAuth?: Kept };

const kept = (): Kept => {
  shared.holdfastAuth ??= { plain: new WeakMap(), withSingleSignOn: new Map() };
  return shared.holdfastAuth;
};

/** better-auth without single sign-on: enough for all but the requests that belong to that. */
export function auth(ctx: WithDb): Auth {
  const known = kept().plain.get(ctx.db);
  if (known) return known;
  const made = makeAuth(ctx, env.publicUrl ?? `http://localhost:${env.consolePort ?? 7200}`, null);
  kept().plain.set(ctx.db, made);
  return made;
}

/**
 * better-auth with the identity provider as it is set now, for one address of this console: the provider sends people
 * back there. @returns null when single sign-on is off
 */
export async function authWithSingleSignOn(ctx: WithDb, origin: string): Promise<Auth | null> {
  const settings = await singleSignOnWithSecret(ctx);
  if (!settings) return null;
  const at = env.publicUrl ? new URL(env.publicUrl).origin : origin;
  const key = `${at} ${settings.updatedAt.getTime()}`;
  const { withSingleSignOn } = kept();
  const known = withSingleSignOn.get(key);
  if (known) return known;
  const reach = await reachOf(ctx, settings.issuer);
  if (!reach.ok) throw new SingleSignOnUnusable(reach.reason);
  const made = makeAuth(ctx, at, settings);
  await requireIssuer(made, settings.issuer);
  if (withSingleSignOn.size >= MOST_ORIGINS) withSingleSignOn.clear();
  withSingleSignOn.set(key, made);
  return made;
}

/** What the provider says of itself must be what was entered: tokens are checked against what it says. */
async function requireIssuer(made: Auth, issuer: string): Promise<void> {
  const { socialProviders } = await made.$context;
  const [provider] = await socialProviders;
  if (!provider)
    throw new SingleSignOnUnusable("the identity provider cannot be reached or gives no keys");
  if (provider.issuer !== issuer)
    throw new SingleSignOnUnusable(
      "the identity provider calls itself by another issuer than was entered",
    );
}

/** The identity provider cannot be used now; signing in with a password still can. */
export class SingleSignOnUnusable extends Error {
  override readonly name = "SingleSignOnUnusable";
}
