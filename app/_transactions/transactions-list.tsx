"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { replaceSearch } from "../_restore/replace-search.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { Bytes } from "../_ui/figures.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { FilterBar } from "./filter-bar.tsx";
import {
  isFiltered,
  type ListAddress,
  listSearch,
  NO_FILTERS,
  type TransactionFilters,
  toFilter,
} from "./filters.ts";
import { tokenOptions } from "./token-options.ts";
import { TransactionsTable } from "./transactions-table.tsx";

const PAGE = 50;

/** A set's transactions with their filters, a page at a time. */
export function TransactionsList({
  set,
  slug,
  address,
}: {
  set: SetDto;
  slug: string;
  address: ListAddress;
}) {
  const trpc = useTRPC();
  const { filters, before } = address;
  const go = (next: Partial<ListAddress>) => replaceSearch(listSearch({ setId: set.id, ...next }));
  const change = (next: TransactionFilters) => go({ filters: next });
  const tokens = useQuery(trpc.history.tokens.queryOptions({ setId: set.id }, { retry: false }));
  const read = tokens.data ? toFilter(filters, tokens.data) : null;
  const page = useQuery(
    trpc.history.page.queryOptions(
      {
        setId: set.id,
        filter: read?.filter ?? {},
        limit: PAGE,
        ...(before === null ? {} : { before }),
      },
      { enabled: read?.filter != null, placeholderData: keepPreviousData, retry: false },
    ),
  );
  const error = tokens.error ?? page.error;
  const items = page.data?.items ?? [];
  const older = page.data?.next ?? null;
  return (
    <>
      <FilterBar filters={filters} options={tokenOptions(tokens.data, filters)} onChange={change} />
      <Panel flush className={cn(page.isPlaceholderData && "opacity-60")}>
        {error ? (
          <ErrorState
            what="the transactions"
            error={error}
            onRetry={() => void (tokens.error ? tokens.refetch() : page.refetch())}
          />
        ) : read?.unknown ? (
          <EmptyState title={read.unknown} actions={<Clear change={change} />} />
        ) : page.isPending ? (
          <LoadingRows what="transactions" rows={8} className="h-11" />
        ) : items.length === 0 ? (
          isFiltered(filters) || before !== null ? (
            <EmptyState
              title="No transaction matches these filters"
              actions={<Clear change={change} />}
            />
          ) : (
            <EmptyState title="No transaction since the full backup">
              The log of this set begins where its full backup ends. The next incremental adds what
              happened since.
            </EmptyState>
          )
        ) : (
          <TransactionsTable
            transactions={items}
            href={(tx) => `/databases/${slug}/transactions/${tx}?set=${set.id}`}
          />
        )}
      </Panel>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="max-w-2xl text-xs text-ink-3">
          Read from the log of the backup
          {set.indexBytes === null ? null : (
            <>
              , by an index of <Bytes value={set.indexBytes} /> beside it
            </>
          )}
          . The log says what was changed and when; it does not know who did it.
        </p>
        <div className="flex gap-2">
          {before !== null ? <Button onClick={() => go({ filters })}>Newest</Button> : null}
          {older !== null ? (
            <Button busy={page.isPlaceholderData} onClick={() => go({ filters, before: older })}>
              Older
            </Button>
          ) : null}
        </div>
      </div>
    </>
  );
}

function Clear({ change }: { change: (filters: TransactionFilters) => void }) {
  return <Button onClick={() => change(NO_FILTERS)}>Clear filters</Button>;
}
