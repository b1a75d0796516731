"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { SystemStatus } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { Facts, Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { WORKER_GONE_AFTER, workersWord } from "./badge.ts";
import { StoragePanel } from "./storage-panel.tsx";
import { ThemePanel } from "./theme-panel.tsx";

/** Where backups go, who makes them, how the console looks. */
export function SystemSettings() {
  const trpc = useTRPC();
  const status = useQuery(trpc.system.status.queryOptions(undefined, { refetchInterval: 10_000 }));
  return (
    <div className="grid items-start gap-4 lg:grid-cols-2">
      {status.isPending ? (
        <Waiting />
      ) : status.error ? (
        <Panel flush>
          <ErrorState
            what="the status"
            error={status.error}
            onRetry={() => void status.refetch()}
          />
        </Panel>
      ) : (
        <Status status={status.data} />
      )}
      <ThemePanel />
    </div>
  );
}

function Status({ status }: { status: SystemStatus }) {
  const now = useNow(5_000);
  const workers = workersWord(status, now);
  return (
    <>
      <StoragePanel status={status} />
      <Panel title="Workers">
        {workers.bad ? (
          <p className="mb-2 text-bad">
            {workers.text}: runs wait until one is started. Backups on disk are not affected.
          </p>
        ) : null}
        {status.workers.length === 0 ? null : (
          <ul className="grid gap-2">
            {status.workers.map((worker) => {
              const gone = now - worker.lastSeen.getTime() >= WORKER_GONE_AFTER;
              return (
                <li key={worker.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <Pill tone={gone ? "bad" : worker.busy ? "run" : "good"}>
                    {gone ? "Gone" : worker.busy ? "Busy" : "Idle"}
                  </Pill>
                  <span className="min-w-0 flex-1 font-mono text-code break-all">{worker.id}</span>
                  <span className="text-xs text-ink-3">
                    seen <Time at={worker.lastSeen} stop={false} />
                  </span>
                </li>
              );
            })}
          </ul>
        )}
      </Panel>
      <Panel title="About">
        <Facts
          facts={[
            { name: "Version", value: status.version },
            {
              name: "Postgres",
              value:
                status.postgres === "embedded"
                  ? "embedded, run by Holdfast"
                  : "external, given by DATABASE_URL",
            },
          ]}
        />
      </Panel>
    </>
  );
}

function Waiting() {
  return (
    <>
      <Loading what="the status">
        <Skeleton className="h-40 rounded-lg" />
      </Loading>
      <Skeleton className="h-40 rounded-lg" />
      <Skeleton className="h-28 rounded-lg" />
    </>
  );
}
