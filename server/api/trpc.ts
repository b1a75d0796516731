import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { type Context, systemContext } from "../context.ts";
import { Refusal } from "../refusal.ts";

/** What each call is given. */
export const createContext = (): Context => systemContext();

const PING_MILLIS = 5_000;

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  sse: {
    ping: { enabled: true, intervalMs: PING_MILLIS },
    client: { reconnectAfterInactivityMs: PING_MILLIS * 3 },
  },
});

const CODES = { "not-found": "NOT_FOUND", conflict: "CONFLICT", invalid: "BAD_REQUEST" } as const;

/** Refusals keep their words; anything else that was thrown keeps its details in the server's log. */
const refusals = t.middleware(async ({ next }) => {
  const result = await next();
  if (result.ok || !(result.error.cause instanceof Refusal)) return result;
  const refusal = result.error.cause;
  throw new TRPCError({ code: CODES[refusal.kind], message: refusal.message, cause: refusal });
});

export const router = t.router;
export const procedure = t.procedure.use(refusals);
