"use client";
import { useQuery } from "@tanstack/react-query";
import { useDatabase } from "../_databases/use-database.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { NotScheduled } from "./not-scheduled.tsx";
import { ScheduleForm } from "./schedule-form.tsx";
import { ScheduleSentence } from "./schedule-sentence.tsx";
import { SlotEvents } from "./slot-events.tsx";

const REFRESH_MILLIS = 10_000;

/** When backups of a database start by themselves, and what came of it. */
export function ScheduleTab({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Schedule database={database.data} /> : <Waiting />;
}

function Schedule({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const schedule = useQuery(
    trpc.schedules.get.queryOptions(
      { databaseId: database.id },
      { refetchInterval: REFRESH_MILLIS },
    ),
  );
  if (schedule.isPending) return <Waiting />;
  if (schedule.error) {
    return (
      <Panel flush>
        <ErrorState
          what="the schedule"
          error={schedule.error}
          onRetry={() => void schedule.refetch()}
        />
      </Panel>
    );
  }
  const saved = schedule.data;
  return (
    <div className="grid grid-cols-1 gap-4">
      {saved ? (
        <ScheduleSentence database={database} schedule={saved} />
      ) : (
        <NotScheduled database={database} />
      )}
      {/* another schedule is another form: one that somebody else saved must not be mixed with what is typed here */}
      <ScheduleForm key={saved ? "saved" : "none"} database={database} saved={saved} />
      <SlotEvents database={database} zone={saved?.zone ?? "UTC"} />
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="the schedule">
      <div className="grid gap-4">
        <Skeleton className="h-16 rounded-lg" />
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_430px]">
          <Skeleton className="h-[560px] rounded-lg" />
          <Skeleton className="h-[320px] rounded-lg" />
        </div>
      </div>
    </Loading>
  );
}
