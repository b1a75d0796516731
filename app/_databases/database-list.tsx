"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useMemo } from "react";
import { RunAction } from "../_runs/run-action.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Bytes, Time } from "../_ui/figures.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { EmptyState, ErrorState, LoadingRows } from "../_ui/states.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { useNow } from "../_ui/use-now.ts";
import { AddDatabaseLink } from "./add-database-link.tsx";
import { AddressLine } from "./address-line.tsx";
import { DemoButton } from "./first-run.tsx";
import { ListBar, useListFilters } from "./list-bar.tsx";
import { applyFilters } from "./list-filters.ts";
import { NextRun } from "./next-run.tsx";
import { isOverdue, stateOf } from "./protection.ts";
import { RpoFigure, RpoNote } from "./rpo-figure.tsx";
import { TagList } from "./tag-list.tsx";

/** Every database in a table: where it is, how it stands, what is next. */
export function DatabaseList() {
  const trpc = useTRPC();
  const now = useNow(10_000);
  const databases = useQuery(trpc.databases.list.queryOptions());
  const good =
    databases.data?.filter((each) => !isOverdue(each, now) && each.rpo.since).length ?? 0;
  const total = databases.data?.length ?? 0;
  return (
    <>
      <PageHeader
        title="Databases"
        lead={
          databases.data && total > 0
            ? `${plural(total, "database")}, ${good} within ${good === 1 ? "its" : "their"} target`
            : ""
        }
        actions={<AddDatabaseLink />}
      />
      {databases.isPending ? (
        <Panel flush>
          <LoadingRows what="databases" rows={4} />
        </Panel>
      ) : databases.error ? (
        <Panel flush>
          <ErrorState
            what="the databases"
            error={databases.error}
            onRetry={() => void databases.refetch()}
          />
        </Panel>
      ) : total === 0 ? (
        <NoDatabase />
      ) : (
        <Found databases={databases.data} now={now} />
      )}
    </>
  );
}

function NoDatabase() {
  return (
    <Panel flush>
      <EmptyState
        title="No database yet"
        actions={
          <>
            <AddDatabaseLink />
            <DemoButton />
          </>
        }
      >
        Add a Neo4j by host and backup port; its first backup is one click away.
      </EmptyState>
    </Panel>
  );
}

function Found({ databases, now }: { databases: DatabaseDto[]; now: number }) {
  const [filters, change] = useListFilters();
  const shown = useMemo(() => applyFilters(databases, filters, now), [databases, filters, now]);
  return (
    <>
      {databases.length > 1 ? (
        <ListBar databases={databases} filters={filters} onChange={change} shown={shown.length} />
      ) : null}
      <Panel flush>
        {shown.length === 0 ? (
          <EmptyState
            title="No database answers this search"
            actions={<Button onClick={() => change({ text: "", tag: "" })}>Show all</Button>}
          />
        ) : (
          <DatabaseTable databases={shown} />
        )}
      </Panel>
    </>
  );
}

function DatabaseTable({ databases }: { databases: DatabaseDto[] }) {
  return (
    <Table label="Databases">
      <thead>
        <tr>
          <Th>Database</Th>
          <Th>State</Th>
          <Th className="max-md:hidden">Lost now</Th>
          <Th className="max-sm:hidden">Last good backup</Th>
          <Th numeric className="max-md:hidden">
            Backup sets
          </Th>
          <Th className="max-sm:hidden">
            <span className="sr-only">Action</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {databases.map((database) => (
          <Row key={database.id} database={database} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ database }: { database: DatabaseDto }) {
  const state = stateOf(database);
  const pill = <Pill tone={state.tone}>{state.label}</Pill>;
  return (
    <tr>
      <Td>
        <Link href={`/databases/${database.slug}`} className="font-semibold hover:underline">
          {database.name}
        </Link>
        <AddressLine database={database} className="mb-1 block" />
        <TagList tags={database.tags} path="/databases" />
      </Td>
      <Td>
        {state.runId ? <Link href={`/runs/${state.runId}`}>{pill}</Link> : pill}
        <div className="mt-0.5 text-xs text-ink-3">
          <NextRun database={database} />
        </div>
        <div className="mt-0.5 text-xs text-ink-3 sm:hidden">
          last good {database.lastGood ? <Time at={database.lastGood.at} stop={false} /> : "never"}
        </div>
        <div className="mt-2 sm:hidden">
          <RunAction database={database} />
        </div>
      </Td>
      <Td className="max-md:hidden">
        <RpoFigure database={database} />
        <RpoNote rpo={database.rpo} />
      </Td>
      <Td className="max-sm:hidden">
        {database.lastGood ? <Time at={database.lastGood.at} stop={false} /> : "never"}
        <div className="text-xs text-ink-3">
          {database.consecutiveFailures > 0
            ? `then ${plural(database.consecutiveFailures, "failure")}`
            : null}
        </div>
      </Td>
      <Td numeric className="max-md:hidden">
        {plural(database.goodSetCount, "good set")}
        <div className="text-xs text-ink-3">
          <Bytes value={database.totalBytes} stop={false} />
        </div>
      </Td>
      <Td numeric className="max-sm:hidden">
        <RunAction database={database} />
      </Td>
    </tr>
  );
}
