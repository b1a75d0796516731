"use client";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { startTransition, useMemo, useOptimistic } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button, ButtonLink } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { Select } from "../_ui/field.tsx";
import { FilterBar, filterChoice } from "../_ui/filter-bar.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { AlarmRows } from "./alarm-rows.tsx";
import {
  type AlarmFilters,
  FIRST_FILTERS,
  parseFilters,
  SEVERITIES,
  STATES,
  toQuery,
  toSearch,
} from "./filters.ts";
import { inboxTitle } from "./words.ts";

const PAGE = 50;
const REFRESH_MILLIS = 5_000;

/** Says how many alarms are open, in one sentence. */
export function AlarmsHeader() {
  const trpc = useTRPC();
  const counts = useQuery(
    trpc.alarms.counts.queryOptions(undefined, { refetchInterval: REFRESH_MILLIS }),
  );
  return (
    <PageHeader
      title={counts.data ? inboxTitle(counts.data) : "Alarms"}
      lead="Each resolves by itself once what raised it is gone."
      actions={<ButtonLink href="/settings/notifications">Who is told</ButtonLink>}
    />
  );
}

/** The inbox: incidents with their filters, newest first. */
export function AlarmList() {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const inAddress = useMemo(() => parseFilters(params), [params]);
  const [filters, show] = useOptimistic(inAddress);
  const change = (next: AlarmFilters) =>
    startTransition(() => {
      show(next);
      router.replace(`${path}${toSearch(next)}`, { scroll: false });
    });
  return (
    <>
      <AlarmFilterBar filters={filters} onChange={change} />
      <Incidents filters={filters} onClear={() => change(FIRST_FILTERS)} />
    </>
  );
}

function AlarmFilterBar({
  filters,
  onChange,
}: {
  filters: AlarmFilters;
  onChange: (filters: AlarmFilters) => void;
}) {
  const trpc = useTRPC();
  const databases = useQuery(trpc.databases.list.queryOptions());
  const set = (patch: Partial<AlarmFilters>) => onChange({ ...filters, ...patch });
  const names = (databases.data ?? []).map(({ slug, name }) => ({ value: slug, label: name }));
  return (
    <FilterBar onClear={toSearch(filters) ? () => onChange(FIRST_FILTERS) : null}>
      <Select
        label="State"
        className={filterChoice}
        options={STATES}
        value={filters.state}
        onChange={(event) => set({ state: event.target.value })}
      />
      <Select
        label="Severity"
        className={filterChoice}
        options={SEVERITIES}
        value={filters.severity}
        onChange={(event) => set({ severity: event.target.value })}
      />
      <Select
        label="Database"
        className={filterChoice}
        options={[{ value: "", label: "All" }, ...names]}
        value={filters.database}
        onChange={(event) => set({ database: event.target.value })}
      />
    </FilterBar>
  );
}

function Incidents({ filters, onClear }: { filters: AlarmFilters; onClear: () => void }) {
  const trpc = useTRPC();
  const databases = useQuery(trpc.databases.list.queryOptions());
  const database = databases.data?.find((one) => one.slug === filters.database);
  const isReady = filters.database === "" || databases.data !== undefined;
  const alarms = useInfiniteQuery(
    trpc.alarms.list.infiniteQueryOptions(
      { ...toQuery(filters, database?.id ?? null), limit: PAGE },
      {
        enabled: isReady,
        getNextPageParam: (page) => page.nextCursor ?? undefined,
        placeholderData: keepPreviousData,
        refetchInterval: REFRESH_MILLIS,
      },
    ),
  );
  const items = alarms.data?.pages.flatMap((page) => page.items) ?? [];
  const isUnknown = isReady && filters.database !== "" && !database;
  return (
    <>
      <Panel flush className={cn(alarms.isPlaceholderData && "opacity-60")}>
        {alarms.isPending ? (
          <LoadingRows what="alarms" rows={6} />
        ) : alarms.error && items.length === 0 ? (
          <ErrorState
            what="the alarms"
            error={alarms.error}
            onRetry={() => void alarms.refetch()}
          />
        ) : items.length === 0 || isUnknown ? (
          toSearch(filters) ? (
            <EmptyState
              title="No alarm matches these filters"
              actions={<Button onClick={onClear}>Clear filters</Button>}
            />
          ) : (
            <EmptyState title="No alarm is open">
              A failed or late backup, damage, a full disk, a lost worker or a mass deletion appears
              here within seconds, and goes by itself once it is over.
            </EmptyState>
          )
        ) : (
          <AlarmRows alarms={items} />
        )}
      </Panel>
      {alarms.hasNextPage ? (
        <div className="mt-3 flex justify-center">
          <Button busy={alarms.isFetchingNextPage} onClick={() => void alarms.fetchNextPage()}>
            Show older alarms
          </Button>
        </div>
      ) : null}
    </>
  );
}
