import type { Context } from "../context.ts";
import { listDatabases } from "../databases/index.ts";
import { databasesWithEndedGrace, settleDatabase, startExpiry } from "../retention/index.ts";
import { seldom } from "./rounds.ts";

/** How often it is looked what the rules let go by the mere passing of time: that is counted in hours and days. */
const SETTLE_MILLIS = 60_000;

/** A look at all databases: what the rules let go begins its grace period, and what has had it is deleted by a run. */
export function expiryRound(ctx: Context): () => Promise<void> {
  const settle = seldom(ctx.clock, SETTLE_MILLIS, async () => {
    for (const { id } of await listDatabases(ctx)) await settleDatabase(ctx, id);
  });
  return async () => {
    await settle();
    for (const id of await databasesWithEndedGrace(ctx)) await startExpiry(ctx, id);
  };
}
