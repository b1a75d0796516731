"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { replaceSearch } from "../_restore/replace-search.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, RetentionPolicy, SimulationDto } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { Select } from "../_ui/field.tsx";
import { formatBytes } from "../_ui/format/bytes.ts";
import { formatDate } from "../_ui/format/time.ts";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { BytesLine } from "./bytes-line.tsx";
import { dayOf, dayText, monthOf } from "./calendar-month.ts";
import { CalendarMonth } from "./calendar-month.tsx";
import { SimulatedDay } from "./simulated-day.tsx";

const EVERY = [
  { value: "", label: "As scheduled" },
  { value: "24", label: "Day" },
  { value: "168", label: "Week" },
  { value: "336", label: "Two weeks" },
  { value: "720", label: "30 days" },
];

/** A calendar to pick a day from: which sets would be there then, why, what they restore, and bytes over time. */
export function Simulator({
  database,
  draft,
  changed,
}: {
  database: DatabaseDto;
  draft: RetentionPolicy;
  /** The rules that are shown differ from those in force. */
  changed: boolean;
}) {
  const trpc = useTRPC();
  const now = useNow(60_000);
  const search = useSearchParams();
  const day = dayOf(search.get("day")) ?? dayText(new Date(now));
  const [month, setMonth] = useState(() => monthOf(day));
  const every = search.get("every") ?? "";
  const simulation = useQuery(
    trpc.retention.simulate.queryOptions(
      {
        databaseId: database.id,
        policy: draft,
        at: new Date(`${day}T12:00:00`),
        fullEveryHours: every ? Number(every) : null,
      },
      { placeholderData: keepPreviousData },
    ),
  );
  const pick = (next: string) => {
    setMonth(monthOf(next));
    setSearch("day", next);
  };
  const data = simulation.data;
  return (
    <Panel title="Simulator" className={cn(simulation.isPlaceholderData && "opacity-70")}>
      <p className="mb-3 text-ink-2">
        {changed ? "The rules as they are typed" : "The rules in force"}, run over the sets that are
        there and over backups to come. Pick a day to see what would be there then.
      </p>
      {simulation.error ? (
        <ErrorState
          what="the simulation"
          error={simulation.error}
          onRetry={() => void simulation.refetch()}
        />
      ) : !data ? (
        <Loading what="the simulation">
          <Skeleton className="h-72 rounded-lg" />
        </Loading>
      ) : (
        <>
          <div className="grid items-start gap-6 lg:grid-cols-[280px_minmax(0,1fr)]">
            <div className="grid gap-3">
              <CalendarMonth
                month={month}
                picked={day}
                today={dayText(new Date(now))}
                line={data.line}
                onMonth={setMonth}
                onPick={pick}
              />
              <Select
                label="Full backup every"
                value={every}
                onChange={(event) => setSearch("every", event.target.value)}
                options={EVERY}
              />
            </div>
            <div className="min-w-0">
              <BytesLine line={data.line} picked={data.day?.at ?? null} changed={changed} />
              <p className="mt-2 text-xs text-ink-3">{assumption(data)}</p>
            </div>
          </div>
          {data.day ? (
            <SimulatedDay
              database={database}
              day={data.day}
              inForce={changed ? inForceOn(data, data.day.at) : null}
              now={data.now}
            />
          ) : (
            <p className="mt-4 text-ink-2">
              Nothing is known of {day}: no set that is there is so old.
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

/** Puts one part of what is looked at into the address. */
function setSearch(name: string, value: string): void {
  const params = new URLSearchParams(window.location.search);
  if (value) params.set(name, value);
  else params.delete(name);
  const text = params.toString();
  replaceSearch(text ? `?${text}` : "");
}

function inForceOn({ line }: SimulationDto, at: Date): { sets: number; bytes: number } | null {
  const day = line.find((each) => each.at.getTime() === at.getTime());
  return day ? { sets: day.currentSets, bytes: day.current } : null;
}

const BASIS = {
  schedule: "Assumed, as scheduled",
  sets: "Assumed, as so far",
  assumed: "Assumed",
  chosen: "Assumed, as chosen here",
};

/** What the future is taken to be like. */
function assumption({ cadence, line, graceDays }: SimulationDto): string {
  const hours = cadence.fullEveryHours;
  const rhythm =
    hours === null
      ? "no more full backups"
      : hours % 24 === 0
        ? `a full backup every ${hours === 24 ? "day" : `${hours / 24} days`}`
        : `a full backup every ${hours} hours`;
  const last = line.at(-1);
  return `${BASIS[cadence.basis]}: ${rhythm} of ${formatBytes(cadence.baseBytes)}, incrementals between them of ${formatBytes(cadence.logBytesPerDay)} a day, a grace period of ${graceDays} days. Days that have passed show the sets that are still there.${last ? ` On ${formatDate(last.at)} it comes to ${formatBytes(last.bytes)}.` : ""}`;
}
