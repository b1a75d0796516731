"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { BackUpNow } from "../_runs/back-up-now.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { ButtonLink } from "../_ui/button.tsx";
import { Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { EmptyState, ErrorState, Skeleton } from "../_ui/states.tsx";
import { TabLinks } from "../_ui/tabs.tsx";
import { oldestRestorable } from "./restorable.ts";
import { useDatabase } from "./use-database.ts";

const CRUMBS = [{ label: "Databases", href: "/databases" }];

/** What every tab of a database stands in: its name, how it stands, Back up now, the tabs. */
export function DatabaseFrame({ slug, children }: { slug: string; children: ReactNode }) {
  const database = useDatabase(slug);
  if (database.error?.data?.code === "NOT_FOUND") return <Missing slug={slug} />;
  const base = `/databases/${slug}`;
  return (
    <>
      <PageHeader
        crumbs={CRUMBS}
        title={database.data?.name ?? slug}
        lead={
          database.data ? (
            <Standing database={database.data} />
          ) : database.error ? (
            "How it stands is unknown."
          ) : (
            <Skeleton className="mt-1 h-4 w-80 max-w-full" />
          )
        }
        actions={database.data ? <BackUpNow database={database.data} look="primary" /> : null}
      />
      <TabLinks
        label={`${database.data?.name ?? slug}`}
        tabs={[
          { label: "Overview", href: base },
          { label: "Runs", href: `${base}/runs` },
          { label: "Backups", href: `${base}/backups` },
          { label: "Transactions", href: `${base}/transactions`, isNested: true },
          { label: "Restore", href: `${base}/restore` },
          { label: "Schedule", href: `${base}/schedule` },
          { label: "Retention", href: `${base}/retention` },
          { label: "Settings", href: `${base}/settings` },
        ]}
      />
      {database.error ? (
        <Panel flush>
          <ErrorState
            what="this database"
            error={database.error}
            onRetry={() => void database.refetch()}
          />
        </Panel>
      ) : (
        children
      )}
    </>
  );
}

function Standing({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  if (!database.newestProtected) {
    return database.activeRun
      ? "The first backup is under way; nothing can be restored yet."
      : "Never backed up; nothing can be restored yet.";
  }
  const oldest = sets.data ? oldestRestorable(sets.data) : null;
  return (
    <>
      Protected up to{" "}
      {database.newestTx === null ? "now" : `transaction ${formatCount(database.newestTx)}`},{" "}
      <Time at={database.newestProtected} />.{" "}
      {oldest ? (
        <>
          {oldest.gaps === 0 ? "Any moment since " : "Restorable since "}
          <Time at={oldest.at} exact />
          {oldest.gaps === 0 ? " can be restored." : ", with gaps."}
        </>
      ) : null}
    </>
  );
}

function Missing({ slug }: { slug: string }) {
  return (
    <>
      <PageHeader crumbs={CRUMBS} title="No such database" />
      <Panel flush>
        <EmptyState
          title={`No database has the address ${slug}`}
          actions={<ButtonLink href="/databases">All databases</ButtonLink>}
        >
          It may have been removed or renamed. Backups of a removed database stay on disk unless
          they were deleted with it.
        </EmptyState>
      </Panel>
    </>
  );
}
