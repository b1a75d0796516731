import { type NextRequest, NextResponse } from "next/server";
import { isAllowedHost } from "./server/api/allowed-host.ts";
import { contentSecurityPolicy, newNonce, transportHeaders } from "./server/api/page-headers.ts";

/** Comes before each page: its own host, and a policy with a nonce that Next and our own scripts get. */
export function proxy(request: NextRequest): Response {
  if (!isAllowedHost(request.headers.get("host")))
    return new Response("this console answers on its own address only", { status: 421 });
  const nonce = newNonce();
  const policy = contentSecurityPolicy(nonce, {
    isDevelopment: process.env.NODE_ENV === "development",
  });
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  headers.set("x-holdfast-path", pathOf(request));
  const answer = NextResponse.next({ request: { headers } });
  answer.headers.set("content-security-policy", policy);
  for (const [name, value] of Object.entries(transportHeaders())) answer.headers.set(name, value);
  return answer;
}

/** Which page is asked for: sign-in leads back to it. */
function pathOf({ nextUrl }: NextRequest): string {
  const query = new URLSearchParams(nextUrl.searchParams);
  query.delete("_rsc"); // Next's own
  return query.size > 0 ? `${nextUrl.pathname}?${query}` : nextUrl.pathname;
}

export const config = {
  // pages only: the api's routes have a guard of their own, and files are the same for everybody
  matcher: ["/((?!api/|_next/static|_next/image|favicon.ico|holdfast.svg).*)"],
};
