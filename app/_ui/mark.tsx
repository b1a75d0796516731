import type { Tone } from "../_runs/outcome.ts";
import { cn } from "./cn.ts";

const SHAPES: Record<Tone, string> = {
  good: "rounded-full bg-current",
  warn: "bg-current [clip-path:polygon(50%_0,100%_100%,0_100%)]",
  bad: "rotate-45 scale-[.85] bg-current",
  run: "rounded-full border-2 border-current border-r-transparent motion-safe:animate-turn",
  idle: "h-0.5 bg-current",
};

export const TONE_TEXT: Record<Tone, string> = {
  good: "text-good",
  warn: "text-warn",
  bad: "text-bad",
  run: "text-run",
  idle: "text-ink-2",
};

/** The shape of a tone: ● good, ▲ attention, ◆ failed, ring running, bar idle. */
export function Mark({ tone, className }: { tone: Tone; className?: string }) {
  return (
    <span
      aria-hidden="true"
      className={cn("inline-block size-2 shrink-0", SHAPES[tone], className)}
    />
  );
}
