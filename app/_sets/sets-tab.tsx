"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDatabase } from "../_databases/use-database.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { SetPanel } from "./set-panel.tsx";
import { setsSentence, standingOf } from "./words.ts";

const STEP = 20;

/** The backup sets of a database, newest first. */
export function SetsTab({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Sets database={database.data} /> : <Waiting />;
}

function Sets({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const [shown, setShown] = useState(STEP);
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  if (sets.isPending) return <Waiting />;
  if (sets.error) {
    return (
      <Panel flush>
        <ErrorState what="the backup sets" error={sets.error} onRetry={() => void sets.refetch()} />
      </Panel>
    );
  }
  if (sets.data.length === 0) {
    return (
      <Panel flush>
        <EmptyState title="No backup set yet">
          The first backup makes one: a full copy of the store, to which each later incremental adds
          a log file. Every transaction in it is a point to restore to.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <p className="mb-3 text-ink-2">{setsSentence(sets.data)}</p>
      <div className="grid gap-4">
        {sets.data.slice(0, shown).map((set) => (
          <SetPanel
            key={set.id}
            set={set}
            database={database}
            standing={standingOf(set, sets.data)}
          />
        ))}
      </div>
      {sets.data.length > shown ? (
        <div className="mt-4 flex justify-center">
          <Button onClick={() => setShown(shown + STEP)}>Show older sets</Button>
        </div>
      ) : null}
    </>
  );
}

function Waiting() {
  return (
    <Loading what="the backup sets">
      <Skeleton className="mb-3 h-5 w-64" />
      <div className="grid gap-4">
        <Skeleton className="h-60 rounded-lg" />
        <Skeleton className="h-60 rounded-lg" />
      </div>
    </Loading>
  );
}
