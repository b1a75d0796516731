import type { DayCell, DayOutcome } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";
import { formatAge } from "../_ui/format/duration.ts";

/** What a day is painted as: the worst of it. */
export type DayLook = "failed" | "inconsistent" | "behind" | "fell-back" | "protected" | "quiet";

interface LookRow {
  /** In the legend and the table. */
  name: string;
  tone: "bad" | "warn" | "good" | "idle";
}

/** The worst first. Housekeeping and a person's cancel leave a day quiet. */
export const DAY_LOOKS: Record<DayLook, LookRow> = {
  failed: { name: "A run failed", tone: "bad" },
  inconsistent: { name: "A backup was not consistent", tone: "bad" },
  behind: { name: "Behind its target", tone: "warn" },
  "fell-back": { name: "Fell back to full", tone: "warn" },
  protected: { name: "Backed up", tone: "good" },
  quiet: { name: "Quiet: nothing was due", tone: "idle" },
};

const LOOK_OF: Record<DayOutcome, DayLook> = {
  failed: "failed",
  inconsistent: "inconsistent",
  "fell-back": "fell-back",
  "backed-up": "protected",
  followed: "protected",
  tended: "quiet",
  cancelled: "quiet",
};

const ORDER = Object.keys(DAY_LOOKS) as DayLook[];

/** The worst of a day; quiet for a day without anything. */
export function lookOf(cell: DayCell | undefined): DayLook {
  if (!cell) return "quiet";
  const looks = cell.outcomes.map(({ outcome }) => LOOK_OF[outcome]);
  if (cell.behindMillis > 0) looks.push("behind");
  return ORDER.find((look) => looks.includes(look)) ?? "quiet";
}

const COUNTED: Record<DayOutcome, (count: number) => string> = {
  failed: (count) => `${plural(count, "run")} failed`,
  inconsistent: (count) => `${plural(count, "backup was", "backups were")} not consistent`,
  "fell-back": (count) => `${plural(count, "backup")} fell back to full`,
  "backed-up": (count) => plural(count, "backup"),
  followed: () => "continuous protection",
  tended: (count) =>
    `${plural(count, "verification, check or expiry", "verifications, checks or expiries")}`,
  cancelled: (count) => `${plural(count, "run")} cancelled`,
};

/** One fact of a day, with the run behind it where there is one. */
export interface DayLine {
  look: DayLook;
  text: string;
  runId: string | null;
}

/** All that happened on a day, the worst first. */
export function linesOf(cell: DayCell | undefined): DayLine[] {
  if (!cell) return [];
  const lines: DayLine[] = cell.outcomes.map(({ outcome, count, runId }) => ({
    look: LOOK_OF[outcome],
    text: COUNTED[outcome](count),
    runId,
  }));
  if (cell.behindMillis > 0)
    lines.push({
      look: "behind",
      text: `behind its target for ${formatAge(cell.behindMillis)}`,
      runId: null,
    });
  return lines.sort((a, b) => ORDER.indexOf(a.look) - ORDER.indexOf(b.look));
}

/** `24 Nov`, of a date without a time. */
export function dayName(day: string): string {
  const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  return format.format(new Date(`${day}T00:00:00Z`));
}

/** The strip in one sentence: how many days were which, the worst first. */
export function daysSentence(cells: DayCell[], total: number): string {
  const looks = cells.map(lookOf);
  const parts = ORDER.filter((look) => look !== "quiet").flatMap((look) => {
    const count = looks.filter((one) => one === look).length;
    return count > 0 ? [`${DAY_LOOKS[look].name.toLowerCase()} on ${count}`] : [];
  });
  return parts.length === 0
    ? `nothing on any of the last ${total} days`
    : `of the last ${total} days: ${parts.join(", ")}`;
}
