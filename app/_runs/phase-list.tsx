"use client";
import { Check, ChevronRight, X } from "lucide-react";
import type { RunDto } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatDuration, formatTicking } from "../_ui/format/duration.ts";
import { type Step, stepsOf } from "./phases.ts";

const SIGNS = {
  done: <Check className="size-3.5 text-good" aria-hidden="true" />,
  now: <ChevronRight className="size-3.5" aria-hidden="true" />,
  stopped: <X className="size-3.5 text-bad" aria-hidden="true" />,
  next: null,
};
const SPOKEN = { done: "Done", now: "Under way", stopped: "Stopped here", next: "To come" };

/** The phases of a run, with the time each took. */
export function PhaseList({ run, now }: { run: RunDto; now: number }) {
  const steps = stepsOf(run, now);
  if (steps.length === 0) {
    return (
      <p className="text-ink-2">
        {run.state === "queued"
          ? "No phase has begun: the run waits for a worker."
          : "No phase was recorded."}
      </p>
    );
  }
  return (
    <ol aria-label="Phases">
      {steps.map((step) => (
        <Line key={step.key} step={step} />
      ))}
    </ol>
  );
}

function Line({ step }: { step: Step }) {
  return (
    <li
      className={cn(
        "grid grid-cols-[18px_minmax(0,1fr)_auto] items-center gap-2.5 py-1.5 text-ink-2",
        (step.state === "now" || step.state === "stopped") && "font-medium text-ink",
        step.state === "next" && "text-ink-3",
      )}
    >
      <span>{SIGNS[step.state]}</span>
      <span className="min-w-0 break-words">
        <span className="sr-only">{SPOKEN[step.state]}: </span>
        {step.text}
      </span>
      <span className="text-right font-normal whitespace-nowrap text-ink-3">
        {step.millis === null
          ? ""
          : step.state === "now"
            ? formatTicking(step.millis)
            : formatDuration(step.millis)}
      </span>
    </li>
  );
}
