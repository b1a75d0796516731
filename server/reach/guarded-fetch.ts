import http from "node:http";
import https from "node:https";
import type { Context } from "../context.ts";
import { checkReach, type Resolve } from "./check.ts";
import type { ReachKind } from "./schema.ts";

const DEFAULT_TIMEOUT_MILLIS = 10_000;
const DEFAULT_MAX_BYTES = 64 * 1024;
const PORTS: Record<string, number> = { "http:": 80, "https:": 443 };

export interface GuardedInit {
  kind: ReachKind;
  method?: string;
  headers?: Record<string, string>;
  body?: string;
  /** For the whole of it: connecting, sending, the answer. 10 seconds unless given. */
  timeoutMillis?: number;
  /** Longest answer; more is cut off. 64 KiB unless given. */
  maxBytes?: number;
  signal?: AbortSignal;
  /** Certificate authorities in PEM form beside the system's own. */
  ca?: string;
  /** For tests: what a name stands for. */
  resolve?: Resolve;
}

/** The address may not be reached, by its form or by the policy. */
export class ReachRefused extends Error {
  override readonly name = "ReachRefused";
}

/** Nothing, or not all of it, came back. */
export class FetchFailed extends Error {
  override readonly name = "FetchFailed";
}

/**
 * Fetches from an address that somebody typed. The name is resolved once, every address it stands for is checked, and the
 * connection goes to one of those; redirects are given back as they are, never followed; time and answer are limited.
 * @throws ReachRefused before anything is sent; FetchFailed when no whole answer came
 */
export async function guardedFetch(
  ctx: Pick<Context, "db">,
  address: string,
  init: GuardedInit,
): Promise<Response> {
  const url = acceptableUrl(address);
  const target = { host: url.hostname, port: Number(url.port) || portOf(url), kind: init.kind };
  const reach = await checkReach(ctx, target, init.resolve);
  if (!reach.ok) {
    if (reach.code === "unknown-host") throw new FetchFailed(reach.reason);
    throw new ReachRefused(reach.reason);
  }
  return await request(url, reach.addresses, init);
}

const portOf = (url: URL): number => PORTS[url.protocol] as number;

/** @throws ReachRefused for anything but http and https, and for a password in the address */
export function acceptableUrl(address: string): URL {
  if (!URL.canParse(address)) throw new ReachRefused("the address is not a URL");
  const url = new URL(address);
  if (!(url.protocol in PORTS))
    throw new ReachRefused(`${url.protocol.slice(0, -1)} is not supported: use https or http`);
  if (url.username !== "" || url.password !== "")
    throw new ReachRefused(
      "the address holds a user name or password: send it in a header instead",
    );
  return url;
}

/** Gives the checked addresses, whatever the name means by now. */
const pinnedTo = (addresses: string[]): NonNullable<http.RequestOptions["lookup"]> => {
  const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return (_host, options, done) => {
    if (options.all) done(null, all);
    else done(null, all[0]?.address as string, all[0]?.family);
  };
};

async function request(url: URL, addresses: string[], init: GuardedInit): Promise<Response> {
  const timeout = AbortSignal.timeout(init.timeoutMillis ?? DEFAULT_TIMEOUT_MILLIS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  const options: https.RequestOptions = {
    method: init.method ?? "GET",
    headers: {
      "user-agent": "Holdfast",
      ...init.headers,
      ...(init.body === undefined ? {} : { "content-length": Buffer.byteLength(init.body) }),
    },
    lookup: pinnedTo(addresses),
    signal,
    agent: false,
    ...(init.ca === undefined ? {} : { ca: init.ca }),
  };
  try {
    const answer = await answerTo(url, options, init.body);
    return await readAnswer(answer, init.maxBytes ?? DEFAULT_MAX_BYTES);
  } catch (thrown) {
    if (timeout.aborted)
      throw new FetchFailed(
        `no whole answer came within ${(init.timeoutMillis ?? DEFAULT_TIMEOUT_MILLIS) / 1000} s`,
      );
    throw new FetchFailed(reasonOf(thrown));
  }
}

const reasonOf = (thrown: unknown): string => {
  const error = thrown instanceof AggregateError ? thrown.errors[0] : thrown;
  return error instanceof Error ? error.message : String(error);
};

const answerTo = (
  url: URL,
  options: https.RequestOptions,
  body: string | undefined,
): Promise<http.IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { request: begin } = url.protocol === "https:" ? https : http;
    const sent = begin(url, options, resolve);
    sent.on("error", reject);
    sent.end(body);
  });

const NO_BODY = new Set([204, 205, 304]);

async function readAnswer(answer: http.IncomingMessage, maxBytes: number): Promise<Response> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk.subarray(0, maxBytes - bytes));
    bytes += chunk.length;
    if (bytes >= maxBytes) break; // ends the connection as well
  }
  const status = answer.statusCode ?? 0;
  if (status < 200 || status > 599) throw new Error(`the answer's status is ${status}`);
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  return new Response(NO_BODY.has(status) ? null : Buffer.concat(chunks), { status, headers });
}
