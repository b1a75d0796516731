"use client";
import type { StripDto } from "../../_trpc/types.ts";
import { plural } from "../format/bytes.ts";
import { formatDuration } from "../format/duration.ts";
import { formatDateTime } from "../format/time.ts";
import { Hint } from "../hint.tsx";
import type { Stretch, StripDrawing } from "./layout.ts";
import { percent } from "./parts.ts";

/** Answers the pointer over a strip. The same words stand in the strip's table, for keyboards. */
export function StripZones({ drawing, strip }: { drawing: StripDrawing; strip: StripDto }) {
  const sets = new Map(strip.sets.map((set) => [set.id, set]));
  return (
    <div aria-hidden="true">
      {drawing.bands.map((band) => (
        <Zone key={band.setId} stretch={band} title={`Set ${band.setId}`}>
          {band.state === "damaged" ? "Damaged, not restorable as it is" : "Restorable"} from{" "}
          {formatDateTime(new Date(band.from))} to {formatDateTime(new Date(band.to))},{" "}
          {plural(
            sets.get(band.setId)?.logFiles.reduce((n, f) => n + f.merged, 0) ?? 0,
            "log file",
          )}
        </Zone>
      ))}
      {drawing.gaps.map((gap) => (
        <Zone key={gap.from} stretch={gap} title="Gap">
          {formatDuration(gap.to - gap.from)} that no set restores, from{" "}
          {formatDateTime(new Date(gap.from))} to {formatDateTime(new Date(gap.to))}
        </Zone>
      ))}
      {drawing.exposed ? (
        <Zone stretch={drawing.exposed} title="Not protected yet">
          Transactions of the last {formatDuration(drawing.exposed.to - drawing.exposed.from)} are
          in no backup
        </Zone>
      ) : null}
    </div>
  );
}

function Zone({
  stretch,
  title,
  children,
}: {
  stretch: Stretch;
  title: string;
  children: React.ReactNode;
}) {
  return (
    <Hint
      content={
        <>
          <div className="font-medium text-ink">{title}</div>
          <div>{children}</div>
        </>
      }
    >
      <span
        className="absolute top-2 h-12 min-w-1.5"
        style={{ left: percent(stretch.left), width: percent(stretch.width) }}
      />
    </Hint>
  );
}
