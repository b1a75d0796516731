"use client";
import type { SetDto } from "../_trpc/types.ts";
import { formatDateTime } from "../_ui/format/time.ts";
import { Strip } from "../_ui/strip/strip.tsx";
import { rangeSentence, stripOfSet } from "./words.ts";

/** A set on its own time line: the base and one segment a log file. */
export function SetStrip({ set }: { set: SetDto }) {
  const strip = stripOfSet(set);
  const from = strip.from.getTime();
  const to = Math.max(strip.to.getTime(), from + 1000);
  const margin = (to - from) * 0.01;
  return (
    <div>
      <Strip
        strip={strip}
        domain={{ from: from - margin, to: to + margin }}
        now={to}
        size="small"
        alone
        level="good"
        label={rangeSentence(set)}
      />
      <div aria-hidden="true" className="flex justify-between text-xs text-ink-3">
        <span>{formatDateTime(strip.from)}</span>
        <span>{formatDateTime(strip.to)}</span>
      </div>
    </div>
  );
}
