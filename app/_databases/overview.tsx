"use client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { workersWord } from "../_shell/badge.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, DaysDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { AddDatabaseLink } from "./add-database-link.tsx";
import { DatabaseRow } from "./database-row.tsx";
import { DayLegend } from "./day-strip.tsx";
import { DiskLine } from "./disk-line.tsx";
import { FirstRun } from "./first-run.tsx";
import { ListBar, useListFilters } from "./list-bar.tsx";
import { applyFilters } from "./list-filters.ts";
import { truthOf } from "./truth.ts";
import { TruthPanel } from "./truth-panel.tsx";
import { useZone } from "./use-zone.ts";

/** How everything stands, the worst first. */
export function Overview() {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const databases = useQuery(
    trpc.databases.list.queryOptions(undefined, { refetchInterval: 30_000 }),
  );
  const status = useQuery(trpc.system.status.queryOptions());
  const disk = useQuery(trpc.forecast.disk.queryOptions(undefined, { refetchInterval: 300_000 }));

  if (databases.isPending) {
    return (
      <>
        <PageHeader title="Overview" />
        <Panel flush>
          <LoadingRows what="databases" rows={4} className="h-[88px]" />
        </Panel>
      </>
    );
  }
  if (databases.error) {
    return (
      <>
        <PageHeader title="How things stand is unknown" />
        <Panel flush>
          <ErrorState
            what="the databases"
            error={databases.error}
            onRetry={() => void databases.refetch()}
          />
        </Panel>
      </>
    );
  }
  if (databases.data.length === 0) return <FirstRun />;
  const workers = status.data ? !workersWord(status.data, now).bad : null;
  const truth = truthOf(databases.data, { workers, disk: disk.data ?? null }, now);
  return (
    <>
      <PageHeader title={truth.title} lead={truth.lead} actions={<AddDatabaseLink />} />
      <TruthPanel troubles={truth.troubles} />
      <DatabaseRows databases={databases.data} />
      <DiskLine disk={disk.data} error={disk.error} onRetry={() => void disk.refetch()} />
    </>
  );
}

function DatabaseRows({ databases }: { databases: DatabaseDto[] }) {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const [filters, change] = useListFilters();
  const days = useQuery(
    trpc.overview.days.queryOptions({ zone: useZone() }, { refetchInterval: 60_000 }),
  );
  const shown = useMemo(() => applyFilters(databases, filters, now), [databases, filters, now]);
  return (
    <>
      {databases.length > 1 ? (
        <ListBar databases={databases} filters={filters} onChange={change} shown={shown.length} />
      ) : null}
      <Panel flush aria-label="Databases">
        {shown.length === 0 ? (
          <EmptyState
            title="No database answers this search"
            actions={<Button onClick={() => change({ text: "", tag: "" })}>Show all</Button>}
          />
        ) : (
          <ul>
            {shown.map((database) => (
              <DatabaseRow key={database.id} database={database} days={days.data} />
            ))}
          </ul>
        )}
      </Panel>
      <DaysNote days={days.data} error={days.error} onRetry={() => void days.refetch()} />
    </>
  );
}

/** What the cells of the rows mean; when they could not be loaded, that. */
function DaysNote({
  days,
  error,
  onRetry,
}: {
  days: DaysDto | undefined;
  error: { message: string } | null;
  onRetry: () => void;
}) {
  if (error && !days)
    return (
      <Panel flush className="mt-3">
        <ErrorState what="the last 30 days" error={error} onRetry={onRetry} />
      </Panel>
    );
  return (
    <div className="mt-3">
      <DayLegend />
    </div>
  );
}
