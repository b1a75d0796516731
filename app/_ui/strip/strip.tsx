"use client";
import type { StripDto } from "../../_trpc/types.ts";
import { formatDateTime } from "../format/time.ts";
import { AxisLabels } from "./axis-labels.tsx";
import { type Domain, layoutStrip, type StripDrawing } from "./layout.ts";
import { GEOMETRY, type StripSize } from "./parts.ts";
import { StripShapes } from "./shapes.tsx";
import { StripZones } from "./zones.tsx";

/** How the unprotected stretch behind the newest restore point is painted. */
export type ExposedLevel = "good" | "warn" | "bad";

/**
 * A database's protection on a time axis: bases, log files, gaps, runs, pins, now.
 * `label` says in one sentence what the picture shows; `StripTable` says the rest.
 */
export function Strip({
  strip,
  domain,
  now,
  size,
  level,
  label,
  leaving = leavingOf(strip),
  alone = false,
}: {
  strip: StripDto;
  domain: Domain;
  now: number;
  size: StripSize;
  level: ExposedLevel;
  label: string;
  /** Sets drawn as leaving: those that are on their way out, or for a preview those that would go. */
  leaving?: ReadonlySet<string>;
  /** One set on its own time line: no now, nothing exposed. */
  alone?: boolean;
}) {
  const drawing = layoutStrip(strip, domain, now, GEOMETRY[size].narrowest);
  const { height } = GEOMETRY[size];
  return (
    <div className="min-w-0">
      <div className="relative" style={{ height }}>
        <svg
          role="img"
          aria-label={label}
          width="100%"
          height={height}
          className="block overflow-visible"
        >
          <title>{label}</title>
          <StripShapes
            drawing={drawing}
            size={size}
            level={level}
            leaving={leaving}
            alone={alone}
          />
        </svg>
        {size === "large" ? <StripZones drawing={drawing} strip={strip} /> : null}
      </div>
      {size === "large" ? <StripAxis drawing={drawing} /> : null}
    </div>
  );
}

const leavingOf = (strip: StripDto): ReadonlySet<string> =>
  new Set(strip.sets.filter((set) => set.goesAt !== null).map((set) => set.id));

function StripAxis({ drawing }: { drawing: StripDrawing }) {
  return (
    <div aria-hidden="true" className="relative h-4 text-xs text-ink-3">
      <AxisLabels from={drawing.from} to={drawing.to} />
      <span
        className="absolute -translate-x-[85%] text-ink-2"
        style={{ left: `${drawing.now * 100}%` }}
        title={formatDateTime(new Date(drawing.to))}
      >
        now
      </span>
    </div>
  );
}
