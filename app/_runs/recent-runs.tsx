"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { RunsTable } from "./runs-table.tsx";

const SHOWN = 6;

/** The newest runs of a database, and the way to all of them. */
export function RecentRuns({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const runs = useQuery(trpc.runs.list.queryOptions({ databaseId: database.id, limit: SHOWN }));
  return (
    <Panel
      flush
      title="Newest runs"
      actions={
        <Link
          href={`/databases/${database.slug}/runs`}
          className="rounded-sm text-xs text-accent hover:underline"
        >
          All runs
        </Link>
      }
    >
      {runs.isPending ? (
        <LoadingRows what="runs" rows={3} />
      ) : runs.error ? (
        <ErrorState what="the runs" error={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data.items.length === 0 ? (
        <EmptyState title="No run yet">
          Back up now makes the first one: a full copy of the store, while the database keeps
          working.
        </EmptyState>
      ) : (
        <RunsTable runs={runs.data.items} label="Newest runs" />
      )}
    </Panel>
  );
}
