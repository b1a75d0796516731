"use client";
import type { PlannedRun } from "../_trpc/types.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Pill } from "../_ui/pill.tsx";
import { useNow } from "../_ui/use-now.ts";
import { inWords } from "./slot-words.ts";

/** The runs that are to come, by the clock of their zone, with what a change of the clocks does to them. */
export function NextRuns({ runs, label }: { runs: PlannedRun[]; label: string }) {
  const now = useNow(1000);
  return (
    <ol aria-label={label}>
      {runs.map((run) => (
        <li
          key={`${run.kind} ${run.slotAt.getTime()}`}
          className="border-line border-b px-4 py-2.5 last:border-b-0"
        >
          <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
            <span className="font-medium tabular-nums">{dayOf(run)}</span>
            <span className="text-xs text-ink-3">{run.zoneName}</span>
            <Pill tone={run.window === "skipped" ? "idle" : run.kind === "full" ? "run" : "good"}>
              {run.window === "skipped" ? `${run.kind}, skipped` : run.kind}
            </Pill>
            <span className="ml-auto text-xs text-ink-3">
              {run.window === "skipped" ? "maintenance window" : inWords(run.beginsAt, now)}
            </span>
          </div>
          <Notes run={run} />
        </li>
      ))}
    </ol>
  );
}

function Notes({ run }: { run: PlannedRun }) {
  return (
    <>
      {run.change ? (
        <p className="mt-1 flex gap-2 text-xs text-ink-2">
          <Mark tone="warn" className={`mt-1 ${TONE_TEXT.warn}`} />
          {run.change}
        </p>
      ) : null}
      {run.window === "postponed" ? (
        <p className="mt-1 text-xs text-ink-3">begins when the maintenance window ends</p>
      ) : run.jitterSeconds > 0 && run.window === null ? (
        <p className="mt-1 text-xs text-ink-3">begins {run.jitterSeconds} s later by its jitter</p>
      ) : null}
    </>
  );
}

/** `Sun 25 Oct 2026, 02:30` out of the clock's reading. */
function dayOf({ local }: PlannedRun): string {
  const at = new Date(`${local.replace(" ", "T")}:00Z`);
  const day = new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(at);
  return `${day.replace(",", "")}, ${local.slice(11)}`;
}
