import type { History } from "neo4j-backup";
import type { TransactionFilter, TransactionSummary } from "neo4j-backup/catalogue";
import type { Context } from "../context.ts";
import { openHistory, reading } from "./open.ts";
import {
  type HistoryFilter,
  type NamedTransaction,
  type PageInput,
  pageInput,
  type TransactionDetail,
  type TransactionPage,
} from "./schema.ts";

/** One page of transactions, newest first; the next one begins below the last id of this one. */
export async function page(
  ctx: Context,
  input: PageInput | { setId: string },
): Promise<TransactionPage> {
  const { setId, filter, before, limit } = pageInput.parse(input);
  const { set, history } = await openHistory(ctx, setId);
  const found = await reading(set, () => history.newest(engineFilter(filter), before, limit + 1));
  const items = found.slice(0, limit).map((one) => named(history, one));
  return { items, next: found.length > limit ? (items.at(-1)?.tx ?? null) : null };
}

/** One transaction with what it changed, before and after. */
export async function transaction(
  ctx: Context,
  input: { setId: string; tx: number },
): Promise<TransactionDetail & NamedTransaction> {
  const { set, history } = await openHistory(ctx, input.setId);
  const detail = await reading(set, () => history.transaction(input.tx));
  return { ...detail, ...named(history, detail) };
}

function engineFilter({ from, to, ...rest }: HistoryFilter): TransactionFilter {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as TransactionFilter),
    ...(from ? { from: from.getTime() } : {}),
    ...(to ? { to: to.getTime() } : {}),
  };
}

export function named<T extends TransactionSummary>(
  history: History,
  summary: T,
): T & NamedTransaction {
  const byTokenNamed = summary.byToken.map((one) => ({
    ...one,
    name: one.kind === "label" ? history.tokens.label(one.id) : history.tokens.type(one.id),
  }));
  return { ...summary, byTokenNamed };
}
