import type { Context } from "../context.ts";
import { Refusal } from "../refusal.ts";
import { type OpenedHistory, openHistory, reading } from "./open.ts";
import { named } from "./page.ts";
import type { NearestDto, NearestInput, NeighbourTransaction } from "./schema.ts";
import { sentenceOf } from "./sentence.ts";

/**
 * The restore point at a time (the last commit at or before it) or at a transaction, with what lies on both sides.
 * A time before the first one gives the first, one after the last the last.
 * @throws Refusal `invalid` when the set has no such transaction
 */
export async function nearest(ctx: Context, input: NearestInput): Promise<NearestDto> {
  const opened = await openHistory(ctx, input.setId);
  const { set } = opened;
  const firstTx = set.baseEndTx ?? 0;
  const lastTx = set.lastTx ?? firstTx;
  if ("tx" in input && (input.tx < firstTx || input.tx > lastTx))
    throw new Refusal(
      "invalid",
      `this set can be restored to transactions ${firstTx} to ${lastTx}`,
    );
  return await reading(set, async () => {
    const tx = "tx" in input ? input.tx : await lastBefore(opened, input.at, firstTx);
    const previous = await neighbour(opened, tx);
    return {
      tx,
      committedAt: previous?.committedAt ?? (tx === firstTx ? set.baseEndAt : null),
      previous,
      next: tx < lastTx ? await neighbour(opened, tx + 1) : null,
    };
  });
}

async function lastBefore({ history }: OpenedHistory, at: Date, firstTx: number): Promise<number> {
  const [found] = await history.newest({ to: at.getTime(), firstTx }, undefined, 1);
  return found?.tx ?? firstTx;
}

async function neighbour(
  { history }: OpenedHistory,
  tx: number,
): Promise<NeighbourTransaction | null> {
  const [summary] = await history.newest({ firstTx: tx, lastTx: tx }, tx + 1, 1);
  if (!summary) return null;
  return {
    tx,
    committedAt: new Date(summary.committedAt),
    sentence: sentenceOf(named(history, summary)),
  };
}
