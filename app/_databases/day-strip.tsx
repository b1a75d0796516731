"use client";
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from "react";
import type { DayCell } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { Hint } from "../_ui/hint.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { DAY_LOOKS, type DayLook, dayName, daysSentence, linesOf, lookOf } from "./day-words.ts";

const FILL: Record<DayLook, string> = {
  failed: "h-full bg-bad-fill",
  inconsistent: "h-full bg-bad-fill [clip-path:polygon(50%_0,100%_50%,50%_100%,0_50%)]",
  behind: "h-full bg-warn-soft ring-1 ring-warn-fill ring-inset",
  "fell-back": "h-2/3 bg-warn-fill",
  protected: "h-2/3 bg-seg",
  quiet: "h-1 bg-line-strong",
};

/**
 * The last days of a database, one cell each, painted by the worst of the day. One tab stop: the arrow keys go from day
 * to day, and what the day brought is told beside the pointer or the focus.
 */
export function DayStrip({
  name,
  days,
  cells,
  className,
}: {
  name: string;
  days: string[];
  cells: DayCell[];
  className?: string;
}) {
  const byDay = useMemo(() => new Map(cells.map((cell) => [cell.day, cell])), [cells]);
  const [at, setAt] = useState(days.length - 1);
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -days.length, End: days.length }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setAt((before) => Math.min(days.length - 1, Math.max(0, before + step)));
  };
  const point = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    setAt(Math.min(days.length - 1, Math.max(0, Math.floor(share * days.length))));
  };
  const day = days[at] ?? "";
  return (
    <Hint content={<DayHint day={day} cell={byDay.get(day)} />}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${name}, ${daysSentence(cells, days.length)}`}
        aria-valuemin={1}
        aria-valuemax={days.length}
        aria-valuenow={at + 1}
        aria-valuetext={spoken(day, byDay.get(day))}
        onKeyDown={move}
        onPointerMove={point}
        className={cn("flex h-6 items-end gap-[2px] rounded-sm", className)}
      >
        {days.map((each, index) => {
          const look = lookOf(byDay.get(each));
          return (
            <span
              key={each}
              aria-hidden="true"
              data-day={each}
              data-look={look}
              className={cn(
                "flex h-full flex-1 items-end rounded-[2px]",
                index === at && "in-focus-visible:bg-accent-soft",
              )}
            >
              <span className={cn("block w-full rounded-[2px]", FILL[look])} />
            </span>
          );
        })}
      </div>
    </Hint>
  );
}

const spoken = (day: string, cell: DayCell | undefined): string => {
  const lines = linesOf(cell).map((line) => line.text);
  return `${dayName(day)}: ${lines.join(", ") || "nothing was due"}`;
};

function DayHint({ day, cell }: { day: string; cell: DayCell | undefined }) {
  const lines = linesOf(cell);
  return (
    <>
      <div className="font-medium text-ink">{dayName(day)}</div>
      {lines.length === 0 ? <div>Nothing happened, and nothing was due.</div> : null}
      {lines.map((line) => {
        const { tone } = DAY_LOOKS[line.look];
        return (
          <div key={line.text} className="flex items-center gap-1.5">
            <Mark tone={tone} className={TONE_TEXT[tone]} />
            {line.text}
          </div>
        );
      })}
    </>
  );
}

/** What the cells mean. */
export function DayLegend() {
  return (
    <ul aria-label="Legend of days" className="flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-2">
      {(Object.keys(DAY_LOOKS) as DayLook[]).map((look) => (
        <li key={look} className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="flex h-3.5 w-2 items-end">
            <span className={cn("block w-full rounded-[2px]", FILL[look])} />
          </span>
          {DAY_LOOKS[look].name}
        </li>
      ))}
    </ul>
  );
}
