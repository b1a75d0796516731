import { env } from "../env.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Whether a request's Host header may be answered. A console bound to this machine answers to its own names only:
 * otherwise a web page elsewhere could point a name of its own here and drive the console through a visitor's browser.
 */
export function isAllowedHost(header: string | null, boundTo = env.host): boolean {
  const isLocal = LOOPBACK.test(boundTo) || boundTo === "::1";
  return !isLocal || (header !== null && LOOPBACK.test(header));
}
