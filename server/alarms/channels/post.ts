import type { Context } from "../../context.ts";
import { messageOf } from "../../log.ts";
import { guardedFetch, ReachRefused } from "../../reach/index.ts";
import { type Answer, firstOf } from "./channel.ts";

export interface Post {
  url: string;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
}

/** Statuses after which the same request may succeed. */
const isWorthRetrying = (status: number): boolean =>
  status === 408 || status === 425 || status === 429 || status >= 500;

const MOST_WAIT_SECONDS = 3_600;

/** What a Retry-After header says, in milliseconds. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1_000;
  if (!Number.isFinite(seconds) || seconds <= 0) return undefined;
  return Math.min(seconds, MOST_WAIT_SECONDS) * 1_000;
}

/** Sends a request by the reach policy and tells what came of it, in the receiver's own words. */
export async function post(ctx: Pick<Context, "db">, request: Post, now: Date): Promise<Answer> {
  const { url, method = "POST", headers = {}, body } = request;
  try {
    const response = await guardedFetch(ctx, url, {
      kind: "webhook",
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    const text = firstOf(await response.text());
    const wish = retryAfter(response.headers.get("retry-after"), now.getTime());
    const isRedirect = response.status >= 300 && response.status < 400;
    return {
      ok: response.ok,
      status: response.status,
      text: isRedirect ? `it leads elsewhere, and redirects are not followed. ${text}` : text,
      retry: isWorthRetrying(response.status),
      ...(wish === undefined ? {} : { retryAfterMillis: wish }),
    };
  } catch (thrown) {
    return {
      ok: false,
      status: null,
      text: messageOf(thrown),
      retry: !(thrown instanceof ReachRefused),
    };
  }
}

/** A JSON body with its header. */
export const json = (value: unknown): Pick<Post, "headers" | "body"> => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(value),
});
