import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { parseNetwork } from "./address.ts";
import { DEFAULT_POLICY } from "./policy.ts";
import type { ReachPolicy } from "./schema.ts";

const ONLY = { id: 1 };

/** The policy as it is set, or the default. */
export async function readPolicy(ctx: Pick<Context, "db">): Promise<ReachPolicy> {
  const row = await ctx.db.reachPolicy.findUnique({ where: ONLY });
  return row ? { sourcesOnly: row.sourcesOnly, webhookAllow: row.webhookAllow } : DEFAULT_POLICY;
}

/**
 * Sets where Holdfast may connect to; counts from the next connection on.
 * @throws Refusal `invalid` for a line that looks like an address or network and is none
 */
export async function savePolicy(
  ctx: Pick<Context, "db" | "clock">,
  policy: ReachPolicy,
): Promise<ReachPolicy> {
  for (const entry of [...policy.sourcesOnly, ...policy.webhookAllow]) assertMeant(entry);
  const data = {
    sourcesOnly: [...new Set(policy.sourcesOnly)],
    webhookAllow: [...new Set(policy.webhookAllow)],
    updatedAt: ctx.clock.now(),
  };
  await ctx.db.reachPolicy.upsert({ where: ONLY, create: { ...ONLY, ...data }, update: data });
  return await readPolicy(ctx);
}

/** 10.0.0 or 0x7f.1 would be taken for a name and never match: better said at once. */
function assertMeant(entry: string): void {
  const isNumeric = /[:/]/.test(entry) || /^(0x[0-9a-f]+|\d+)(\.(0x[0-9a-f]+|\d+))*$/.test(entry);
  if (isNumeric && !parseNetwork(entry))
    throw new Refusal(
      "invalid",
      `"${entry}" is no address and no network: write addresses in four parts, networks like 10.1.0.0/16`,
    );
}
