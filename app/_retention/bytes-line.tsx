"use client";
import type { SimulationDto } from "../_trpc/types.ts";
import { formatBytes } from "../_ui/format/bytes.ts";
import { formatDate } from "../_ui/format/time.ts";
import { AxisLabels } from "../_ui/strip/axis-labels.tsx";
import { linePath } from "./line-path.ts";

const HEIGHT = 160;

/** Bytes on disk day by day: by the rules that are shown, and by those in force where these differ. */
export function BytesLine({
  line,
  picked,
  changed,
}: {
  line: SimulationDto["line"];
  picked: Date | null;
  changed: boolean;
}) {
  const first = line[0];
  const last = line.at(-1);
  if (!first || !last || line.length < 2) return null;
  const domain = { from: first.at.getTime(), to: last.at.getTime() };
  const most = Math.max(1, ...line.map((each) => Math.max(each.bytes, changed ? each.current : 0)));
  const path = (of: "bytes" | "current") =>
    linePath(
      line.map((each) => ({ at: each.at.getTime(), value: each[of] })),
      { ...domain, most: most * 1.05 },
    );
  const place = (at: Date) => ((at.getTime() - domain.from) / (domain.to - domain.from)) * 100;
  const today = line.find((each) => each.at.getTime() >= Date.now() - 43_200_000)?.at ?? null;
  const label = `Bytes on disk from ${formatDate(first.at)} to ${formatDate(last.at)}: now and at the end ${formatBytes(last.bytes)}, at most ${formatBytes(most)}${changed ? `; by the rules in force ${formatBytes(last.current)} at the end` : ""}.`;
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 flex flex-wrap gap-x-4 text-xs text-ink-2">
        <span>
          <Key stroke="var(--accent)" /> {changed ? "Rules as typed" : "Bytes on disk"}
        </span>
        {changed ? (
          <span>
            <Key stroke="var(--ink-3)" dashed /> Rules in force
          </span>
        ) : null}
        <span className="ml-auto text-ink-3">at most {formatBytes(most)}</span>
      </figcaption>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 100 ${HEIGHT}`}
        preserveAspectRatio="none"
        className="block w-full border-line border-b"
        style={{ height: HEIGHT }}
      >
        <title>{label}</title>
        {[0.25, 0.5, 0.75].map((share) => (
          <line
            key={share}
            x1="0"
            x2="100"
            y1={HEIGHT * share}
            y2={HEIGHT * share}
            stroke="var(--line)"
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {today ? <Mark x={place(today)} dash="2 3" /> : null}
        {picked ? <Mark x={place(picked)} /> : null}
        {changed ? (
          <path
            d={path("current")}
            fill="none"
            stroke="var(--ink-3)"
            strokeWidth="1.5"
            strokeDasharray="4 3"
            vectorEffect="non-scaling-stroke"
          />
        ) : null}
        <path
          d={path("bytes")}
          fill="none"
          stroke="var(--accent)"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <div aria-hidden="true" className="relative h-5 text-xs text-ink-3">
        <AxisLabels from={domain.from} to={domain.to} />
      </div>
    </figure>
  );
}

function Mark({ x, dash }: { x: number; dash?: string }) {
  return (
    <line
      x1={x}
      x2={x}
      y1="0"
      y2={HEIGHT}
      stroke="var(--ink)"
      strokeWidth="1.2"
      strokeDasharray={dash}
      vectorEffect="non-scaling-stroke"
    />
  );
}

function Key({ stroke, dashed = false }: { stroke: string; dashed?: boolean }) {
  return (
    <svg aria-hidden="true" width="18" height="8" className="mr-1 inline-block">
      <line
        x1="0"
        x2="18"
        y1="4"
        y2="4"
        stroke={stroke}
        strokeWidth="2"
        strokeDasharray={dashed ? "4 3" : undefined}
      />
    </svg>
  );
}
