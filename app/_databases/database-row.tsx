"use client";
import Link from "next/link";
import { RunAction } from "../_runs/run-action.tsx";
import { progressParts } from "../_runs/words.ts";
import type { DatabaseDto, DaysDto } from "../_trpc/types.ts";
import { Time } from "../_ui/figures.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { Pill } from "../_ui/pill.tsx";
import { Skeleton } from "../_ui/states.tsx";
import { AddressLine } from "./address-line.tsx";
import { DayStrip } from "./day-strip.tsx";
import { GrowthFigure } from "./growth-figure.tsx";
import { NextRun } from "./next-run.tsx";
import { stateOf } from "./protection.ts";
import { RpoFigure, RpoNote } from "./rpo-figure.tsx";
import { Spark } from "./spark.tsx";
import { TagList } from "./tag-list.tsx";

/** One database on the overview: name and tags, what would be lost now, its last 30 days, last and next run, action. */
export function DatabaseRow({
  database,
  days,
}: {
  database: DatabaseDto;
  days: DaysDto | undefined;
}) {
  return (
    <li
      aria-label={database.name}
      className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-2 border-line border-b px-4 py-3.5 last:border-b-0 lg:grid-cols-[168px_120px_minmax(0,1fr)_172px_150px]"
    >
      <div className="min-w-0">
        <Link
          href={`/databases/${database.slug}`}
          className="block truncate rounded-sm font-semibold hover:underline"
        >
          {database.name}
        </Link>
        <AddressLine database={database} className="mb-1 block truncate" />
        <TagList tags={database.tags} />
      </div>
      <div className="max-lg:text-right">
        <div className="text-xs text-ink-3">Lost now</div>
        <RpoFigure database={database} />
        <RpoNote rpo={database.rpo} />
      </div>
      <Past database={database} days={days} />
      <div className="min-w-0">
        <State database={database} />
        <div className="mt-0.5 text-xs text-ink-3">
          <UnderState database={database} />
        </div>
        <div className="text-xs text-ink-3">
          <NextRun database={database} />
        </div>
      </div>
      <div className="flex justify-end max-lg:self-end">
        <RunAction database={database} />
      </div>
    </li>
  );
}

function Past({ database, days }: { database: DatabaseDto; days: DaysDto | undefined }) {
  const past = days?.byDatabase[database.id];
  return (
    <div className="min-h-[46px] min-w-0 max-lg:order-last max-lg:col-span-2">
      {days && past ? (
        <DayStrip name={database.name} days={days.days} cells={past.cells} />
      ) : days ? (
        <div className="h-6" />
      ) : (
        <Skeleton className="h-6" />
      )}
      <div className="mt-1 flex items-center gap-3 text-xs text-ink-3">
        <GrowthFigure database={database} className="truncate" />
        <span className="w-16 shrink-0">
          {past ? <Spark values={past.stored} label="Size of the backups over 30 days" /> : null}
        </span>
      </div>
    </div>
  );
}

function State({ database }: { database: DatabaseDto }) {
  const state = stateOf(database);
  const pill = (
    <Pill tone={state.tone} className="align-top">
      {state.label}
    </Pill>
  );
  return state.runId ? (
    <Link href={`/runs/${state.runId}`} className="inline-flex rounded-full hover:underline">
      {pill}
    </Link>
  ) : (
    pill
  );
}

function UnderState({ database }: { database: DatabaseDto }) {
  if (database.activeRun) {
    return progressParts(database.activeRun.progress).slice(0, 3).join(", ") || "starting";
  }
  const run = database.lastRun;
  if (!run) return "never run";
  return (
    <>
      {run.state === "failed" && database.consecutiveFailures > 1
        ? `${plural(database.consecutiveFailures, "try", "tries")}, `
        : ""}
      <Time at={run.finishedAt ?? run.requestedAt} />
    </>
  );
}
