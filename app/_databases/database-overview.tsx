"use client";
import { ContinuousPanel } from "../_continuous/continuous-panel.tsx";
import { WindowPanel } from "../_forecast/window-panel.tsx";
import { RecentRuns } from "../_runs/recent-runs.tsx";
import { RunPanel } from "../_runs/run-panel.tsx";
import { NotScheduled } from "../_schedules/not-scheduled.tsx";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Panel } from "../_ui/panel.tsx";
import { Loading, Skeleton } from "../_ui/states.tsx";
import { DatabaseFacts } from "./database-facts.tsx";
import { DatabaseStats } from "./database-stats.tsx";
import { PastPanel } from "./past-panel.tsx";
import { ProtectionPanel } from "./protection-panel.tsx";
import { useDatabase } from "./use-database.ts";

/** A database at a glance: what runs, the strip, four figures, the newest runs, the source. */
export function DatabaseOverview({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Data database={database.data} /> : <Waiting />;
}

function Data({ database }: { database: DatabaseDto }) {
  return (
    <div className="grid gap-4">
      <RunPanel database={database} />
      <NotScheduled database={database} own={false} />
      <ContinuousPanel database={database} />
      <ProtectionPanel database={database} />
      <DatabaseStats database={database} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid min-w-0 gap-4">
          <PastPanel database={database} />
          <RecentRuns database={database} />
        </div>
        <div className="grid min-w-0 gap-4">
          <WindowPanel database={database} />
          <DatabaseFacts database={database} />
        </div>
      </div>
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="the database">
      <div className="grid gap-4">
        <Skeleton className="h-[94px] rounded-lg" />
        <Panel>
          <Skeleton className="h-[189px]" />
        </Panel>
        <Skeleton className="h-[86px] rounded-lg" />
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
          <Skeleton className="h-64 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      </div>
    </Loading>
  );
}
