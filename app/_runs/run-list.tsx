"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { startTransition, useEffect, useMemo, useOptimistic, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { RunFilterBar } from "./filter-bar.tsx";
import {
  isFiltered,
  NO_FILTERS,
  parseFilters,
  type RunFilters,
  toQuery,
  toSearch,
} from "./filters.ts";
import { RunsTable } from "./runs-table.tsx";

const PAGE = 50;

/** Runs with their filters, of one database or of all; older ones are fetched on demand. */
export function RunList({ databaseId }: { databaseId?: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const inAddress = useMemo(() => parseFilters(params), [params]);
  // shown at once: the address follows, and a second choice must not be made from what it still says
  const [filters, show] = useOptimistic(inAddress);
  const query = useMemo(() => toQuery(filters, Date.now()), [filters]);
  const runs = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { ...query, ...(databaseId ? { databaseId } : {}), limit: PAGE },
      {
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
      },
    ),
  );
  const older = useOlder(toSearch(filters), runs);
  const change = (next: RunFilters) =>
    startTransition(() => {
      show(next);
      router.replace(`${path}${toSearch(next)}`, { scroll: false });
    });
  const items = runs.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <RunFilterBar filters={filters} onChange={change} />
      <Panel flush className={cn(runs.isPlaceholderData && "opacity-60")}>
        {runs.isPending ? (
          <LoadingRows what="runs" rows={8} />
        ) : runs.error && items.length === 0 ? (
          <ErrorState what="the runs" error={runs.error} onRetry={() => void runs.refetch()} />
        ) : items.length === 0 ? (
          isFiltered(filters) ? (
            <EmptyState
              title="No run matches these filters"
              actions={<Button onClick={() => change(NO_FILTERS)}>Clear filters</Button>}
            />
          ) : (
            <EmptyState title="No run yet">
              Every backup, verification and expiry appears here, with its log and its cause if it
              failed.
            </EmptyState>
          )
        ) : (
          <RunsTable runs={items} label="Runs" withDatabase={!databaseId} />
        )}
      </Panel>
      <div className="mt-3 flex min-h-8 items-center justify-center">
        {runs.hasNextPage ? (
          <Button busy={older.isWanted} onClick={older.want}>
            Show older runs
          </Button>
        ) : items.length > PAGE ? (
          <p className="text-xs text-ink-3">That is all of them</p>
        ) : null}
      </div>
    </>
  );
}

interface Pages {
  data: { pages: unknown[] } | undefined;
  hasNextPage: boolean;
  isFetching: boolean;
  isFetchingNextPage: boolean;
  isError: boolean;
  fetchNextPage: () => Promise<unknown>;
}

/**
 * Fetches pages until there are as many as were asked for. Live news refresh the list and thereby cancel a page
 * that is being fetched; it is then fetched again, so that no click is lost.
 */
function useOlder(list: string, runs: Pages) {
  const [wanted, setWanted] = useState({ list, pages: 1 });
  const { hasNextPage, isFetching, isFetchingNextPage, isError, fetchNextPage } = runs;
  const loaded = runs.data?.pages.length ?? 0;
  const isWanted = wanted.list === list && wanted.pages > loaded && hasNextPage && !isError;
  useEffect(() => {
    if (isWanted && !isFetching) void fetchNextPage();
  }, [isWanted, isFetching, fetchNextPage]);
  const want = () => {
    setWanted({ list, pages: loaded + 1 });
    if (isError) void fetchNextPage();
  };
  return { isWanted: isWanted || isFetchingNextPage, want };
}
