"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useDatabase } from "../_databases/use-database.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { DatabasePending } from "./database-pending.tsx";
import { HoldsPanel } from "./holds-panel.tsx";
import { LeavingPanel } from "./leaving-panel.tsx";
import { RetentionEditor } from "./retention-editor.tsx";

/** How long backups of a database are kept. */
export function RetentionTab({ slug }: { slug: string }) {
  const database = useDatabase(slug);
  return database.data ? <Policy database={database.data} /> : <Waiting />;
}

function Policy({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const [asks, setAsks] = useState(false);
  const policy = useQuery(trpc.retention.get.queryOptions({ databaseId: database.id }));
  if (policy.isPending) return <Waiting />;
  if (policy.error) {
    return (
      <Panel flush>
        <ErrorState
          what="the retention policy"
          error={policy.error}
          onRetry={() => void policy.refetch()}
        />
      </Panel>
    );
  }
  const { pending, graceDays } = policy.data;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {pending ? (
        <DatabasePending
          key={pending.at.getTime()}
          database={database}
          pending={pending}
          graceDays={graceDays}
          startOpen={asks}
        />
      ) : null}
      <LeavingPanel database={database} />
      <RetentionEditor database={database} saved={policy.data} onWaits={() => setAsks(true)} />
      <HoldsPanel database={database} />
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="the retention policy">
      <div className="grid gap-4 lg:grid-cols-[360px_minmax(0,1fr)]">
        <Skeleton className="h-[420px] rounded-lg" />
        <Skeleton className="h-[420px] rounded-lg" />
      </div>
    </Loading>
  );
}
