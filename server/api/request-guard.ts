import { env } from "../env.ts";
import { isAllowedHost } from "./allowed-host.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** A page of the console's own, or no page at all: the address bar, a command. */
const OWN_SITES = new Set(["same-origin", "none"]);
const MAX_BODY_BYTES = 1024 * 1024;

export interface GuardOptions {
  /** Longest body, bytes. */
  maxBytes?: number;
}

type Handler<More extends unknown[]> = (
  request: Request,
  ...more: More
) => Response | Promise<Response>;

/** Headers of answers that are data: nothing in them is ever run, framed or kept. */
const DATA_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
  "cache-control": "no-store",
};

/**
 * A route's handler behind the checks that each one needs: the console's own host, requests of its own pages only, JSON, and
 * a body of limited length.
 */
export const guarded =
  <More extends unknown[]>(handler: Handler<More>, options: GuardOptions = {}): Handler<More> =>
  async (request, ...more) => {
    const refused = refusalOf(request);
    if (refused) return withDataHeaders(refused);
    const limited = await limitBody(request, options.maxBytes ?? MAX_BODY_BYTES);
    return withDataHeaders(limited instanceof Response ? limited : await handler(limited, ...more));
  };

/** Why a request is not answered; null when it may be. */
export function refusalOf(request: Request): Response | null {
  if (!isAllowedHost(request.headers.get("host")))
    return new Response("this console answers on its own address only", { status: 421 });
  if (!isOwnRequest(request))
    return new Response("requests from other sites are not answered", { status: 403 });
  const isSafe = SAFE_METHODS.has(request.method);
  if (!isSafe && !/^application\/json\b/i.test(request.headers.get("content-type") ?? ""))
    return new Response("send JSON", { status: 415 });
  return null;
}

/**
 * Whether no other site is behind a request. Browsers say where it comes from, in `Sec-Fetch-Site` or, the older ones, in
 * `Origin`; who says neither is no browser, and so carries nobody's cookies but its own.
 */
export function isOwnRequest(request: Request, publicUrl = env.publicUrl): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return OWN_SITES.has(site);
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const hosts = [request.headers.get("host"), publicUrl && new URL(publicUrl).host];
  return hosts.includes(new URL(origin).host);
}

async function limitBody(request: Request, maxBytes: number): Promise<Request | Response> {
  if (SAFE_METHODS.has(request.method) || request.body === null) return request;
  const tooLong = () =>
    new Response(`the request is longer than ${maxBytes} bytes`, { status: 413 });
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) return tooLong();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > maxBytes) return tooLong();
    chunks.push(chunk);
  }
  const { url, method, headers, signal } = request;
  return new Request(url, { method, headers, signal, body: Buffer.concat(chunks) });
}

function withDataHeaders(answer: Response): Response {
  for (const [name, value] of Object.entries(DATA_HEADERS))
    if (!answer.headers.has(name)) answer.headers.set(name, value);
  return answer;
}
