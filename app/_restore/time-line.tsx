"use client";
import Link from "next/link";
import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { toneOf } from "../_runs/outcome.ts";
import type { Timeline } from "../_trpc/types.ts";
import { formatCount, plural } from "../_ui/format/bytes.ts";
import { formatDuration } from "../_ui/format/duration.ts";
import { formatDateTime } from "../_ui/format/time.ts";
import { Hint } from "../_ui/hint.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { axisMarks } from "../_ui/strip/axis.ts";
import { percent } from "../_ui/strip/parts.ts";
import {
  barsOf,
  type Domain,
  domainOf,
  fractionAt,
  type Stride,
  strideFrom,
  timeAt,
} from "./histogram.ts";

const KEYS: Record<string, Stride> = {
  ArrowLeft: "back",
  ArrowDown: "back",
  ArrowRight: "forward",
  ArrowUp: "forward",
  PageDown: "far-back",
  PageUp: "far-forward",
  Home: "first",
  End: "last",
};
const HEIGHT = 76;

/** A set's transactions over time, with a handle at the point to restore to; what lies right of it is left out. */
export function TimeLine({
  timeline,
  tx,
  at,
  moving,
  onMove,
}: {
  timeline: Timeline;
  tx: number;
  /** Where the handle stands; null while that is not known. */
  at: number | null;
  /** The handle was moved and its transaction is not known yet. */
  moving: boolean;
  onMove: (at: number) => void;
}) {
  const area = useRef<HTMLDivElement>(null);
  const domain = domainOf(timeline);
  const stands = at ?? timeAt(shareOf(tx, timeline), domain);
  const left = fractionAt(stands, domain);
  const moveTo = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (box) onMove(timeAt((event.clientX - box.left) / box.width, domain));
  };
  const key = (event: KeyboardEvent) => {
    const stride = KEYS[event.key];
    if (!stride) return;
    event.preventDefault();
    onMove(strideFrom(stands, stride, timeline, domain));
  };
  const when = at === null ? "" : formatDateTime(new Date(stands));
  return (
    <div>
      <div
        ref={area}
        className="relative mx-2 cursor-ew-resize touch-none pt-4 select-none"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          moveTo(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) moveTo(event);
        }}
      >
        <Bars timeline={timeline} domain={domain} />
        <div
          aria-hidden="true"
          className="pointer-events-none absolute inset-y-0 right-0 bg-panel/65"
          style={{ left: percent(left) }}
        />
        <div
          role="slider"
          tabIndex={0}
          aria-label="Point to restore to"
          aria-orientation="horizontal"
          aria-valuemin={timeline.firstTx}
          aria-valuemax={timeline.lastTx}
          aria-valuenow={tx}
          aria-valuetext={
            moving ? when : [`transaction ${formatCount(tx)}`, when].filter(Boolean).join(", ")
          }
          onKeyDown={key}
          className="absolute inset-y-0 -ml-2 w-4 rounded-sm"
          style={{ left: percent(left) }}
        >
          <span className="absolute top-0 left-1/2 size-3 -translate-x-1/2 rounded-sm bg-accent" />
          <span className="absolute inset-y-0 left-1/2 w-0.5 -translate-x-1/2 bg-accent" />
        </div>
      </div>
      <Axis domain={domain} />
      <Runs timeline={timeline} domain={domain} />
    </div>
  );
}

/** Until it is known when a transaction was committed: as if they came evenly. */
const shareOf = (tx: number, { firstTx, lastTx }: Timeline): number =>
  lastTx === firstTx ? 1 : (tx - firstTx) / (lastTx - firstTx);

function Bars({ timeline, domain }: { timeline: Timeline; domain: Domain }) {
  const bars = barsOf(timeline, domain);
  const each = formatDuration(timeline.bucketMillis).replace(/ 00 s$| 00 min$/, "");
  const label = `${plural(timeline.transactions, "transaction")} over time, in stretches of ${each}`;
  return (
    <svg role="img" aria-label={label} width="100%" height={HEIGHT} className="block">
      <title>{label}</title>
      {bars.map((bar) => {
        const height = bar.height * HEIGHT;
        const red = bar.deleted === 0 ? 0 : Math.max(3, bar.deleted * height);
        const x = percent(bar.left);
        return (
          <g key={bar.key}>
            <rect
              x={x}
              y={HEIGHT - height}
              width={percent(bar.width)}
              height={height}
              fill={bar.isOfBase ? "var(--line-strong)" : "var(--good-fill)"}
              stroke="var(--panel)"
            />
            {red > 0 && !bar.isOfBase ? (
              <rect
                x={x}
                y={HEIGHT - height}
                width={percent(bar.width)}
                height={Math.min(red, height)}
                fill="var(--bad-fill)"
                stroke="var(--panel)"
              />
            ) : null}
          </g>
        );
      })}
      <line x1="0" x2="100%" y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line-strong)" />
    </svg>
  );
}

function Axis({ domain }: { domain: Domain }) {
  return (
    <div aria-hidden="true" className="relative mx-2 mt-1 h-4 text-xs text-ink-3">
      {axisMarks(domain.from, domain.to, { marks: 6 }).map((mark, at) => (
        <span
          key={mark.at}
          className={`absolute -translate-x-1/2 whitespace-nowrap ${at % 2 === 1 ? "max-sm:hidden" : ""}`}
          style={{ left: percent(Math.max(mark.at, 0.04)) }}
        >
          {mark.label}
        </span>
      ))}
    </div>
  );
}

/** Runs that worked on the set, as marks under the axis that lead to them. */
function Runs({ timeline, domain }: { timeline: Timeline; domain: Domain }) {
  const runs = timeline.runs.filter((run) => {
    const at = run.at.getTime();
    return at >= domain.from && at <= domain.to;
  });
  if (runs.length === 0) return null;
  return (
    <nav aria-label="Runs on this time line" className="relative mx-2 h-5">
      {runs.map((run) => {
        const tone = toneOf(run.state, run.result);
        const text = `Run of ${formatDateTime(run.at)}`;
        return (
          <Hint key={run.id} content={text}>
            <Link
              href={`/runs/${run.id}`}
              aria-label={text}
              className="absolute -ml-2 flex h-5 w-4 items-center justify-center"
              style={{ left: percent(fractionAt(run.at.getTime(), domain)) }}
            >
              <Mark tone={tone} className={`size-1.5 ${TONE_TEXT[tone]}`} />
            </Link>
          </Hint>
        );
      })}
    </nav>
  );
}
