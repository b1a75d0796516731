import type { Context } from "../../context.ts";
import type { Answer } from "./channel.ts";
import { post } from "./post.ts";

export const PING_SIGNALS = ["start", "success", "fail"] as const;
export type PingSignal = (typeof PING_SIGNALS)[number];

/** The address of a signal, as healthchecks has it: `/start` and `/fail` behind the check's own address. */
export function pingAddress(base: string, signal: PingSignal, runId: string | null): string {
  const url = new URL(base);
  if (signal !== "success") url.pathname = `${url.pathname.replace(/\/+$/, "")}/${signal}`;
  if (runId) url.searchParams.set("rid", runId);
  return url.href;
}

/** Tells an outside service that a database's backup began, succeeded or failed; its silence is that service's alarm. */
export const sendPing = (
  ctx: Pick<Context, "db">,
  ping: { base: string; signal: PingSignal; runId: string | null; text: string; at: Date },
): Promise<Answer> =>
  post(
    ctx,
    {
      url: pingAddress(ping.base, ping.signal, ping.runId),
      headers: { "content-type": "text/plain; charset=utf-8" },
      body: ping.text.slice(0, 10_000),
    },
    ping.at,
  );
