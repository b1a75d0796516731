import type { Context } from "../context.ts";
import { acceptableUrl, checkReach, ReachRefused } from "../reach/index.ts";
import { Refusal } from "../refusal.ts";

const HTTPS_PORT = 443;
const HTTP_PORT = 80;

/**
 * Refuses an identity provider at an address that Holdfast never connects to. The library that signs people in looks the
 * name up again by itself, so this keeps out mistakes and mischief by address, not a name that changes its meaning.
 * @throws Refusal `invalid`
 */
export async function requireProviderReach(ctx: Context, issuer: string): Promise<void> {
  try {
    const url = acceptableUrl(issuer);
    const port = Number(url.port) || (url.protocol === "https:" ? HTTPS_PORT : HTTP_PORT);
    const reach = await checkReach(ctx, { host: url.hostname, port, kind: "provider" });
    if (!reach.ok && reach.code === "refused") throw new Refusal("invalid", reach.reason);
  } catch (thrown) {
    if (thrown instanceof ReachRefused) throw new Refusal("invalid", thrown.message);
    throw thrown;
  }
}
