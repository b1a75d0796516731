import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import type { Right } from "../actor.ts";
import { type Context, systemContext } from "../context.ts";
import { addressOf, personOf } from "../people/index.ts";
import { Refusal } from "../refusal.ts";
import { auditMutation } from "./audit-mutation.ts";
import { requireRight, whileAllowed } from "./rights.ts";

/** What the calls of a request are given: who asks, by the session's cookie. */
export async function createContext({ req }: { req: Request }): Promise<Context> {
  const ctx = systemContext();
  const actor = await personOf(ctx, req.headers);
  return { ...ctx, actor, address: addressOf(req.headers) };
}

const UNFORESEEN = "something went wrong here: the console's log has the details";
const PING_MILLIS = 5_000;

/** What is known of a procedure besides what it does. */
export interface ProcedureMeta {
  /** What the caller must be allowed to; null for what anybody may ask, signed in or not. */
  right: Right | null;
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    isDev: false, // no stacks in answers, wherever it runs
    // what nobody foresaw is for the log: its message may name files, hosts, queries
    errorFormatter: ({ shape, error }) =>
      error.code === "INTERNAL_SERVER_ERROR" ? { ...shape, message: UNFORESEEN } : shape,
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

/** Every mutation leaves an entry in the audit, those that are refused as well: so this comes before all else. */
const audited = t.middleware((call) =>
  call.type === "mutation" ? auditMutation(call, call.next) : call.next(),
);

/** Nobody gets further than their rights go: before the input is looked at, and for as long as an answer stays open. */
const allowed = t.middleware(async ({ ctx, meta, type, next }) => {
  const right = meta?.right;
  if (right === undefined) throw new Error("a procedure without a right");
  requireRight(ctx.actor, right);
  const result = await next();
  if (!result.ok || type !== "subscription" || right === null) return result;
  return { ...result, data: whileAllowed(ctx, right, result.data) };
});

export const router = t.router;
const procedure = t.procedure.use(audited).use(refusals).use(allowed);

/** Open to anybody, signed in or not. */
export const openProcedure = procedure.meta({ right: null });
/** For whoever may look. */
export const viewProcedure = procedure.meta({ right: "view" });
/** For whoever may run, verify, restore and pin. */
export const operateProcedure = procedure.meta({ right: "operate" });
/** For whoever may change settings and people. */
export const administerProcedure = procedure.meta({ right: "administer" });
