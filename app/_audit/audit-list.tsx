"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { startTransition, useMemo, useOptimistic } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { AuditTable } from "./audit-table.tsx";
import { ChainPanel } from "./chain-panel.tsx";
import { AuditFilterBar } from "./filter-bar.tsx";
import {
  type AuditFilters,
  exportHref,
  NO_FILTERS,
  parseFilters,
  toQuery,
  toSearch,
} from "./filters.ts";

/** Every act with who, what, from where and what changed; filtered by the address. */
export function AuditList() {
  const trpc = useTRPC();
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const inAddress = useMemo(() => parseFilters(params), [params]);
  // shown at once: the address follows, and a second choice must not be made from what it still says
  const [filters, show] = useOptimistic(inAddress);
  const choices = useQuery(trpc.audit.choices.queryOptions());
  const audit = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(toQuery(filters), {
      getNextPageParam: (page) => page.nextCursor ?? undefined,
      placeholderData: keepPreviousData,
    }),
  );
  const change = (next: AuditFilters) =>
    startTransition(() => {
      show(next);
      router.replace(`${path}${toSearch(next)}`, { scroll: false });
    });
  const entries = audit.data?.pages.flatMap((page) => page.entries) ?? [];
  const isFiltered = toSearch(filters) !== "";
  return (
    <>
      <ChainPanel />
      <AuditFilterBar filters={filters} choices={choices.data} onChange={change} />
      <Panel
        flush
        title="Entries"
        actions={<Exports filters={filters} />}
        className={cn(audit.isPlaceholderData && "opacity-60")}
      >
        {audit.isPending ? (
          <LoadingRows what="the audit" rows={8} />
        ) : audit.error && entries.length === 0 ? (
          <ErrorState what="the audit" error={audit.error} onRetry={() => void audit.refetch()} />
        ) : entries.length > 0 ? (
          <AuditTable entries={entries} />
        ) : isFiltered ? (
          <EmptyState
            title="No entry matches these filters"
            actions={<Button onClick={() => change(NO_FILTERS)}>Clear filters</Button>}
          />
        ) : (
          <EmptyState title="No entry yet">
            Every change, every sign-in and every refusal appears here, and stays.
          </EmptyState>
        )}
      </Panel>
      <div className="mt-3 flex min-h-8 items-center justify-center">
        {audit.hasNextPage ? (
          <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
            Show older entries
          </Button>
        ) : null}
      </div>
    </>
  );
}

function Exports({ filters }: { filters: AuditFilters }) {
  return (
    <span className="flex gap-2">
      {(["csv", "json"] as const).map((format) => (
        <a
          key={format}
          href={exportHref(filters, format)}
          download
          className={buttonStyle({ size: "small" })}
        >
          Export {format.toUpperCase()}
        </a>
      ))}
    </span>
  );
}
