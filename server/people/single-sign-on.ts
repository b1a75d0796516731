import type { Context } from "../context.ts";
import { checkReach } from "../reach/index.ts";
import { Refusal } from "../refusal.ts";
import { open, seal } from "../secrets/index.ts";
import { BY_SINGLE_SIGN_ON, SIGN_IN_BASE } from "./names.ts";
import { roleOf } from "./role-of.ts";
import type { SingleSignOnDto, SingleSignOnInput } from "./schema.ts";
import type { OpenSingleSignOn } from "./single-sign-on-rules.ts";

type WithDb = Pick<Context, "db">;

const ONLY = { id: 1 };
const PURPOSE = "single-sign-on";

async function row(ctx: WithDb) {
  const found = await ctx.db.singleSignOn.findUnique({ where: ONLY });
  if (!found) return null;
  const groups = found.groupRoles as { group: string; role: string }[];
  return {
    ...found,
    defaultRole: roleOf(found.defaultRole),
    groupRoles: groups.map(({ group, role }) => ({ group, role: roleOf(role) })),
  };
}

/** How single sign-on is set, without its secret; null when it never was. */
export async function singleSignOn(ctx: WithDb): Promise<SingleSignOnDto | null> {
  const found = await row(ctx);
  if (!found) return null;
  const { id: _id, secret: _secret, updatedAt: _updatedAt, ...settings } = found;
  return { ...settings, callbackPath: `${SIGN_IN_BASE}/callback/${BY_SINGLE_SIGN_ON}` };
}

/** With the secret opened, for the sign-in itself; null while it is off. */
export async function singleSignOnWithSecret(
  ctx: WithDb,
): Promise<(OpenSingleSignOn & { updatedAt: Date }) | null> {
  const found = await row(ctx);
  return found?.enabled ? { ...found, secret: open(found.secret, PURPOSE) } : null;
}

/** What the button says; null while single sign-on is off. */
export async function singleSignOnLabel(ctx: WithDb): Promise<string | null> {
  const found = await ctx.db.singleSignOn.findUnique({ where: ONLY });
  return found?.enabled ? found.label : null;
}

/** Whether the policy lets Holdfast connect to an issuer. */
export function reachOf(ctx: WithDb, issuer: string) {
  const { hostname, port, protocol } = new URL(issuer);
  const host = hostname.replace(/^\[|\]$/g, "");
  return checkReach(ctx, {
    host,
    port: Number(port) || (protocol === "http:" ? 80 : 443),
    kind: "provider",
  });
}

/** Sets single sign-on. @throws Refusal `invalid` when there is no client secret, neither new nor kept */
export async function saveSingleSignOn(
  ctx: Pick<Context, "db" | "clock">,
  input: SingleSignOnInput,
): Promise<void> {
  const { secret, ...settings } = input;
  const before = await ctx.db.singleSignOn.findUnique({ where: ONLY });
  const sealed = secret === undefined ? before?.secret : seal(secret, PURPOSE);
  if (sealed === undefined) throw new Refusal("invalid", "enter the client secret");
  // a secret must not go to whoever another issuer's address belongs to
  if (secret === undefined && before && before.issuer !== settings.issuer)
    throw new Refusal("invalid", "the issuer changed: enter the client secret of the new one");
  const reach = await reachOf(ctx, settings.issuer);
  if (!reach.ok) throw new Refusal("invalid", reach.reason);
  const data = { ...settings, secret: sealed, updatedAt: ctx.clock.now() };
  await ctx.db.singleSignOn.upsert({ where: ONLY, create: { ...ONLY, ...data }, update: data });
}

/** Forgets single sign-on and its secret; who only came by it cannot sign in until they get a password link. */
export async function removeSingleSignOn(ctx: WithDb): Promise<void> {
  await ctx.db.singleSignOn.deleteMany();
}
