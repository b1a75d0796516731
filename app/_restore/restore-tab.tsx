"use client";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useDatabase } from "../_databases/use-database.ts";
import { BackUpNow } from "../_runs/back-up-now.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { parsePoint, pointSearch } from "./point.ts";
import { replaceSearch } from "./replace-search.ts";
import { RestoreSet } from "./restore-set.tsx";
import { chosenSet } from "./set-choice.ts";
import { SetSelect } from "./set-select.tsx";
import { SetWarning } from "./set-warning.tsx";

/** Restores a database to any transaction of a set. */
export function RestoreTab({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Restore database={database.data} /> : <Waiting />;
}

function Restore({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const point = parsePoint(useSearchParams());
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  if (sets.isPending) return <Waiting />;
  if (sets.error) {
    return (
      <Panel flush>
        <ErrorState what="the backup sets" error={sets.error} onRetry={() => void sets.refetch()} />
      </Panel>
    );
  }
  const set = chosenSet(sets.data, point.setId);
  if (!set) {
    return point.setId === null ? (
      <Panel flush>
        <EmptyState
          title="Nothing can be restored yet"
          actions={database.activeRun ? null : <BackUpNow database={database} />}
        >
          The first backup makes a set: from then on every transaction in it is a point to restore
          to.
        </EmptyState>
      </Panel>
    ) : (
      <Panel flush>
        <EmptyState
          title={`There is no set ${point.setId} to restore`}
          actions={<Button onClick={() => replaceSearch("")}>Newest good set</Button>}
        >
          It may have expired or been deleted, or its full backup never completed.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <div className="grid gap-4">
      <SetSelect
        sets={sets.data}
        chosen={set}
        onChange={(setId) => replaceSearch(pointSearch({ setId, tx: null }))}
      />
      <SetWarning set={set} />
      <RestoreSet
        key={set.id}
        set={set}
        database={database}
        tx={point.tx}
        onPick={(tx) => replaceSearch(pointSearch({ setId: set.id, tx }))}
      />
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="what can be restored">
      <div className="grid gap-4">
        <Skeleton className="h-8 w-72" />
        <Skeleton className="h-[236px] rounded-lg" />
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
          <Skeleton className="h-80 rounded-lg" />
          <Skeleton className="h-64 rounded-lg" />
        </div>
      </div>
    </Loading>
  );
}
