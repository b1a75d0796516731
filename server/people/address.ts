/**
 * Where a request came from. The web server writes this header itself, from the connection and the proxies that are
 * trusted (scripts/true-address.mjs), so that nobody can say it of themselves.
 */
export function addressOf(headers: Headers | undefined | null): string | null {
  return headers?.get("x-forwarded-for")?.split(",")[0]?.trim().slice(0, 100) || null;
}
