import type { Context } from "../context.ts";
import { checkReach } from "../reach/index.ts";
import { Refusal } from "../refusal.ts";

/**
 * Refuses an address that Holdfast may not connect to. A name that has no address yet may stay: it is looked up, and checked, before each connection.
 * @throws Refusal `invalid`
 */
export async function requireReach(
  ctx: Context,
  { host, port }: { host: string; port: number },
): Promise<void> {
  const reach = await checkReach(ctx, { host, port, kind: "source" });
  if (!reach.ok && reach.code === "refused") throw new Refusal("invalid", reach.reason);
}
