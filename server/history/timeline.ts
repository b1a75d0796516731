import type { Context } from "../context.ts";
import { runsOfSet } from "../runs/index.ts";
import { bucketed, bucketWidth } from "./buckets.ts";
import { openHistory } from "./open.ts";
import type { Timeline, TokensDto } from "./schema.ts";

const MOST_BUCKETS = 400;

/** A set's transactions over time, for a picture. */
export async function timeline(ctx: Context, setId: string): Promise<Timeline> {
  const { set, history } = await openHistory(ctx, setId);
  const minutes = history.minutes();
  const bucketMillis = bucketWidth(minutes, MOST_BUCKETS);
  const firstTx = set.baseEndTx ?? 0;
  return {
    minutes: bucketed(minutes, bucketMillis),
    bucketMillis,
    runs: await runsOfSet(ctx, setId),
    firstTx,
    lastTx: set.lastTx ?? firstTx,
    firstAt: set.baseEndAt,
    lastAt: set.lastCommitAt ?? set.baseEndAt,
    indexBytes: history.indexBytes,
    transactions: history.transactions,
  };
}

/** The names of labels, relationship types and property keys. */
export async function tokens(ctx: Context, setId: string): Promise<TokensDto> {
  const { history } = await openHistory(ctx, setId);
  return {
    labels: history.tokens.list("label"),
    types: history.tokens.list("relationshipType"),
    keys: history.tokens.list("propertyKey"),
  };
}
