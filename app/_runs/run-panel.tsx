"use client";
import Link from "next/link";
import { isActive } from "../_trpc/live.ts";
import type { DatabaseDto, RunDto } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { Time } from "../_ui/figures.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ProgressBar } from "../_ui/progress-bar.tsx";
import { useNow } from "../_ui/use-now.ts";
import { CancelRun } from "./cancel-run.tsx";
import { fractionOf, outcomeOf } from "./outcome.ts";
import { phaseLabel } from "./phases.ts";
import { headlineOf, leadOf, progressParts } from "./words.ts";

/** The run under way, else the last one. Keeps its height, so that a start or an end moves nothing. */
export function RunPanel({ database }: { database: DatabaseDto }) {
  const run = database.activeRun ?? database.lastRun;
  if (!run) {
    return (
      <Panel aria-label="Last run" className="min-h-[94px]">
        <p className="font-semibold">No run yet</p>
        <p className="text-ink-2">
          Back up now makes the first backup: a full copy of the store, while the database keeps
          working.
        </p>
      </Panel>
    );
  }
  return isActive(run) ? <Live run={run} /> : <Last run={run} database={database} />;
}

function Live({ run }: { run: RunDto }) {
  const now = useNow();
  const parts = progressParts(run.progress).join(", ");
  const phase = run.progress ? phaseLabel(run.progress.phase) : "";
  return (
    <Panel aria-label="Run under way" className="min-h-[94px]">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="font-semibold">
            <Link href={`/runs/${run.id}`} className="rounded-sm hover:underline">
              {headlineOf(run, now)}
            </Link>
          </p>
          <p className="min-h-5 text-ink-2">
            {run.state === "queued"
              ? "It starts as soon as a worker is free."
              : [phase, parts].filter(Boolean).join(": ") || "Waiting for the first figures"}
          </p>
        </div>
        <CancelRun run={run} />
      </div>
      <ProgressBar
        className="mt-3"
        label="Progress of the run"
        fraction={fractionOf(run.progress)}
        text={parts || phase || "waiting"}
      />
    </Panel>
  );
}

function Last({ run, database }: { run: RunDto; database: DatabaseDto }) {
  const now = useNow(60_000);
  const { tone } = outcomeOf(run);
  return (
    <Panel aria-label="Last run" className="min-h-[94px]">
      <div className="flex items-start gap-2.5">
        <Mark tone={tone} className={cn("mt-1.5", TONE_TEXT[tone])} />
        <div className="min-w-0 flex-1">
          <p className="font-semibold">
            <Link href={`/runs/${run.id}`} className="rounded-sm hover:underline">
              {headlineOf(run, now)}
            </Link>
          </p>
          <p className="break-words text-ink-2">{leadOf(run)}</p>
          <p className="mt-1 text-xs text-ink-3">
            <Time at={run.finishedAt ?? run.requestedAt} />
            {run.address && database.moreAddresses.length > 0 ? `, from ${run.address}` : ""}
            {run.error ? `. ${run.error.advice}` : ""}
          </p>
        </div>
      </div>
    </Panel>
  );
}
