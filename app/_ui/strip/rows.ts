import type { StripDto } from "../../_trpc/types.ts";
import { plural } from "../format/bytes.ts";
import { formatAge, formatDuration } from "../format/duration.ts";
import { formatDate } from "../format/time.ts";
import { gapsOf, protectedUntil, spanOf } from "./layout.ts";

/** One line of the strip's table. */
export interface StripRow {
  key: string;
  what: string;
  from: Date;
  to: Date;
  note: string;
}

/** The strip as rows, newest first: sets, the gaps between them, and what is not protected yet. */
export function rowsOf(strip: StripDto, now: number): StripRow[] {
  const good = strip.sets.filter((set) => set.state === "good");
  const drawn = strip.sets.flatMap((set) =>
    set.state === "failed" ? [] : [{ ...set, state: set.state }],
  );
  const rows: StripRow[] = drawn.map((set) => ({
    key: set.id,
    what: set.state === "good" ? "Restorable" : WORDS[set.state],
    from: set.baseEndAt,
    to: new Date(protectedUntil(set)),
    note: [
      `set ${set.id}`,
      plural(
        set.logFiles.reduce((count, file) => count + file.merged, 0),
        "log file",
      ),
      ...(set.pinned ? ["pinned"] : []),
      ...(set.goesAt ? [`expiring on ${formatDate(set.goesAt)}`] : []),
    ].join(", "),
  }));
  for (const [from, to] of gapsOf(good.map(spanOf))) {
    rows.push({
      key: `gap-${from}`,
      what: "Gap",
      from: new Date(from),
      to: new Date(to),
      note: `${formatDuration(to - from)} that no set restores`,
    });
  }
  const newest = Math.max(...good.map(protectedUntil));
  if (Number.isFinite(newest) && newest < now) {
    rows.push({
      key: "exposed",
      what: "Not protected yet",
      from: new Date(newest),
      to: new Date(now),
      note: "in no backup",
    });
  }
  return rows.sort((a, b) => b.from.getTime() - a.from.getTime());
}

const WORDS = { building: "Being made", damaged: "Damaged" };

/** The picture in one sentence, for screen readers. */
export function sentenceOf(strip: StripDto, now: number): string {
  const good = strip.sets.filter((set) => set.state === "good");
  if (good.length === 0) return "No backup yet: nothing can be restored.";
  const oldest = Math.min(...good.map((set) => set.baseEndAt.getTime()));
  const newest = Math.max(...good.map(protectedUntil));
  const gaps = gapsOf(good.map(spanOf)).length;
  return `${plural(good.length, "set")}, restorable from ${formatAge(now - oldest)} ago to ${formatAge(now - newest)} ago, ${gaps === 0 ? "no gap" : plural(gaps, "gap")}.`;
}
