import { env } from "../env.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

const hostOf = (url: string | undefined): string | null =>
  url !== undefined && URL.canParse(url) ? new URL(url).host : null;

/**
 * Whether a request's Host header may be answered. A console bound to this machine answers to its own names only, and to
 * the one it is reached under through a proxy: otherwise a web page elsewhere could point a name of its own here and drive
 * the console through a visitor's browser. One that is bound to more than this machine, and does not know its public
 * address, cannot tell: there the session's cookie, which belongs to a name, stands in the way.
 */
export function isAllowedHost(
  header: string | null,
  boundTo = env.host,
  publicUrl = env.publicUrl,
): boolean {
  if (header === null) return false;
  const isLocal = LOOPBACK.test(boundTo) || boundTo === "::1";
  const known = hostOf(publicUrl);
  if (!isLocal && known === null) return true;
  return LOOPBACK.test(header) || header.toLowerCase() === known;
}
