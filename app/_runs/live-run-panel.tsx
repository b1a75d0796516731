"use client";
import Link from "next/link";
import type { RunDto } from "../_trpc/types.ts";
import { Panel } from "../_ui/panel.tsx";
import { ProgressBar } from "../_ui/progress-bar.tsx";
import { useNow } from "../_ui/use-now.ts";
import { CancelRun } from "./cancel-run.tsx";
import { fractionOf } from "./outcome.ts";
import { phaseLabel } from "./phases.ts";
import { headlineOf, progressParts } from "./words.ts";

/** A run under way, in one panel: what, how far, how fast, how long still. */
export function LiveRunPanel({ run }: { run: RunDto }) {
  const now = useNow();
  const parts = progressParts(run.progress).join(", ");
  const phase = run.progress ? phaseLabel(run.progress.phase) : "";
  return (
    <Panel aria-label="Run under way">
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <p className="font-semibold">
            <Link href={`/runs/${run.id}`} className="rounded-sm hover:underline">
              {headlineOf(run, now)}
            </Link>
          </p>
          <p className="min-h-5 text-ink-2">{[phase, parts].filter(Boolean).join(": ")}</p>
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
