"use client";
import { useState } from "react";
import type { NearestDto, Timeline } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { DraftInput } from "../_ui/draft-input.tsx";
import { Select } from "../_ui/field.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { formatClock } from "../_ui/format/time.ts";
import { ownZone } from "../_ui/format/zone.ts";
import { parseTx } from "./point.ts";
import { formatWall, readWall, zonesOf } from "./wall-clock.ts";

interface Props {
  timeline: Timeline;
  tx: number;
  committedAt: Date | null;
  next: NearestDto["next"];
  /** False while the transaction at the handle is still being looked for. */
  isKnown: boolean;
  onTx: (tx: number) => void;
  onTime: (at: Date) => void;
}

/** The point in figures: one transaction back or on, an exact time in a zone, or a transaction id. */
export function PointPicker({ timeline, tx, committedAt, next, isKnown, onTx, onTime }: Props) {
  const [zones] = useState(() => zonesOf(ownZone()));
  const [zone, setZone] = useState(zones[0] ?? "UTC");
  const readTime = (text: string): string | null => {
    const read = readWall(text, zone);
    if (!read.ok) return read.problem;
    onTime(read.at);
    return null;
  };
  const readTx = (text: string): string | null => {
    const read = parseTx(text);
    if (read === null) return "A transaction id is a whole number";
    if (read < timeline.firstTx || read > timeline.lastTx)
      return `This set holds ${formatCount(timeline.firstTx)} to ${formatCount(timeline.lastTx)}`;
    onTx(read);
    return null;
  };
  return (
    <div className="mt-3 flex flex-wrap items-start gap-x-2 gap-y-2">
      <Button
        aria-label="Previous transaction"
        disabled={!isKnown || tx <= timeline.firstTx}
        onClick={() => onTx(tx - 1)}
      >
        ‹ Transaction
      </Button>
      <Button
        aria-label="Next transaction"
        disabled={!isKnown || tx >= timeline.lastTx}
        onClick={() => onTx(tx + 1)}
      >
        Transaction ›
      </Button>
      <DraftInput
        label="Time"
        value={committedAt ? formatWall(committedAt, zone) : ""}
        placeholder="2026-11-22 14:31:07"
        className="w-54"
        read={readTime}
      />
      <Select
        label="Zone"
        className="[&>label]:sr-only"
        value={zone}
        onChange={(event) => setZone(event.target.value)}
        options={zones.map((value) => ({ value, label: value }))}
      />
      <span aria-hidden="true" className="flex h-8 items-center text-xs text-ink-3">
        or transaction
      </span>
      <DraftInput label="Transaction id" value={formatCount(tx)} className="w-28" read={readTx} />
      <p className="min-h-5 min-w-0 basis-full text-ink-2" aria-live="polite">
        {!isKnown
          ? ""
          : next
            ? `next: ${formatClock(next.committedAt, zone)}, ${next.sentence}`
            : tx >= timeline.lastTx
              ? "the newest transaction in this set: nothing is left out"
              : ""}
      </p>
    </div>
  );
}
