import type { ReactNode } from "react";
import type { Tone } from "../_runs/outcome.ts";
import { cn } from "./cn.ts";
import { Mark } from "./mark.tsx";

const GROUNDS: Record<Tone, string> = {
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad",
  run: "bg-run-soft text-run",
  idle: "bg-sunk text-ink-2",
};

/** How something stands, in shape, colour and words. */
export function Pill({
  tone,
  children,
  className,
}: {
  tone: Tone;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex items-center gap-1.5 rounded-full py-px pr-2 pl-1.5 text-xs font-medium whitespace-nowrap",
        GROUNDS[tone],
        className,
      )}
    >
      <Mark tone={tone} />
      {children}
    </span>
  );
}
