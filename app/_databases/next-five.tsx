"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import { Time } from "../_ui/figures.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";

const SHOWN = 5;

/** What the schedule has planned next; nothing without a schedule. */
export function NextFive({ databaseId }: { databaseId: string }) {
  const trpc = useTRPC();
  const schedule = useQuery(
    trpc.schedules.get.queryOptions({ databaseId }, { refetchInterval: 60_000 }),
  );
  if (schedule.isPending) return <Skeleton className="mt-2 h-5" />;
  if (schedule.error)
    return (
      <ErrorState
        what="what is planned"
        error={schedule.error}
        onRetry={() => void schedule.refetch()}
      />
    );
  const next = schedule.data?.next.slice(0, SHOWN) ?? [];
  if (next.length === 0) return null;
  return (
    <ol aria-label="Planned next" className="mt-2 grid gap-1">
      {next.map((run) => (
        <li
          key={`${run.kind} ${run.slotAt.getTime()}`}
          className="flex flex-wrap justify-between gap-x-3 text-ink-2"
        >
          <span>
            {run.kind === "full" ? "Full" : "Incremental"}
            {run.window === "skipped" ? ", skipped: maintenance" : ""}
          </span>
          <Time at={run.beginsAt} exact />
        </li>
      ))}
    </ol>
  );
}
