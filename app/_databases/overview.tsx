"use client";
import { useQuery } from "@tanstack/react-query";
import { workersWord } from "../_shell/badge.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { domainOf } from "../_ui/strip/layout.ts";
import { useNow } from "../_ui/use-now.ts";
import { AddDatabaseLink } from "./add-database-link.tsx";
import { DatabaseRow } from "./database-row.tsx";
import { FirstRun } from "./first-run.tsx";
import { byUrgency } from "./protection.ts";
import { truthOf } from "./truth.ts";
import { TruthPanel } from "./truth-panel.tsx";

const DAYS = 30;

/** How everything stands, the worst first. */
export function Overview() {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const databases = useQuery(
    trpc.databases.list.queryOptions(undefined, { refetchInterval: 30_000 }),
  );
  const status = useQuery(trpc.system.status.queryOptions());

  if (databases.isPending) {
    return (
      <>
        <PageHeader title="Overview" />
        <Panel flush>
          <LoadingRows what="databases" rows={4} className="h-[72px]" />
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
  const truth = truthOf(databases.data, workers, now);
  return (
    <>
      <PageHeader title={truth.title} lead={truth.lead} actions={<AddDatabaseLink />} />
      <TruthPanel troubles={truth.troubles} />
      <DatabaseRows databases={databases.data} />
    </>
  );
}

function DatabaseRows({ databases }: { databases: DatabaseDto[] }) {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const strips = useQuery(
    trpc.databases.strips.queryOptions({ days: DAYS }, { refetchInterval: 60_000 }),
  );
  const domain = strips.data ? domainOf(Object.values(strips.data), now) : null;
  return (
    <Panel flush aria-label="Databases">
      <ul>
        {byUrgency(databases, now).map((database) => (
          <DatabaseRow
            key={database.id}
            database={database}
            strip={strips.data?.[database.id]}
            domain={domain}
          />
        ))}
      </ul>
    </Panel>
  );
}
