"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, DaysDto } from "../_trpc/types.ts";
import { formatBytes, formatCount } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { DayLegend, DayStrip } from "./day-strip.tsx";
import { DaysTable } from "./days-table.tsx";
import { GrowthFigure } from "./growth-figure.tsx";
import { Spark } from "./spark.tsx";
import { useZone } from "./use-zone.ts";

/** The last 30 days of a database: how each of them went, and how its backups grew. */
export function PastPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const days = useQuery(
    trpc.overview.days.queryOptions(
      { zone: useZone(), id: database.id },
      { refetchInterval: 60_000 },
    ),
  );
  return (
    <Panel title="Last 30 days">
      {days.isPending ? (
        <Skeleton className="h-[150px]" />
      ) : days.error ? (
        <ErrorState
          what="the last 30 days"
          error={days.error}
          onRetry={() => void days.refetch()}
        />
      ) : (
        <Past database={database} days={days.data} />
      )}
    </Panel>
  );
}

function Past({ database, days }: { database: DatabaseDto; days: DaysDto }) {
  const past = days.byDatabase[database.id] ?? { cells: [], stored: [] };
  const byDay = new Map(past.cells.map((cell) => [cell.day, cell]));
  const transactions = days.days.map((day) => byDay.get(day)?.transactions ?? 0);
  const bytes = days.days.map((day) => byDay.get(day)?.bytes ?? 0);
  return (
    <>
      <DayStrip name={database.name} days={days.days} cells={past.cells} className="h-8" />
      <div className="mt-3">
        <DayLegend />
      </div>
      <h3 className="mt-4 text-xs font-medium text-ink-2">Growth</h3>
      <p className="mt-0.5">
        <GrowthFigure database={database} />
      </p>
      <dl className="mt-2 grid gap-3 sm:grid-cols-3">
        <Chart name="Stored" values={past.stored} last={formatBytes(database.totalBytes)} />
        <Chart
          name="Stored a day"
          values={bytes}
          last={`${formatBytes(bytes.at(-1) ?? 0)} today`}
        />
        <Chart
          name="Transactions a day"
          values={transactions}
          last={`${formatCount(transactions.at(-1) ?? 0)} today`}
        />
      </dl>
      <details className="group mt-3">
        <summary className="inline-flex items-center gap-1 rounded text-xs text-ink-3 hover:text-ink">
          <ChevronRight className="size-3.5 group-open:rotate-90" aria-hidden="true" />
          Show days as table
        </summary>
        <div className="mt-2">
          <DaysTable name={database.name} days={days.days} cells={past.cells} />
        </div>
      </details>
    </>
  );
}

function Chart({ name, values, last }: { name: string; values: (number | null)[]; last: string }) {
  const known = values.filter((value) => value !== null).length;
  return (
    <div className="min-w-0">
      <dt className="text-xs text-ink-3">{name}</dt>
      <dd className="text-xs text-ink-2">{last}</dd>
      <dd className="mt-1 min-h-5">
        {known < 2 ? (
          <span className="text-xs text-ink-3">Noted once a day; there is no line yet.</span>
        ) : (
          <Spark values={values} label={`${name} over 30 days`} />
        )}
      </dd>
    </div>
  );
}
