import type { DiskForecast } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";
import { formatDate } from "../_ui/format/time.ts";

/** When the storage is full, no more exactly than it is known. */
export function diskSentence(disk: DiskForecast): string {
  if (disk.freeBytes === null) return "When it is full cannot be told.";
  if (disk.perDayBytes === null)
    return `When it is full cannot be told yet: not enough history, ${plural(disk.days, "day")} of ${disk.neededDays}.`;
  const early = disk.notBefore ? `not before ${formatDate(disk.notBefore)}` : null;
  if (disk.fullAt) {
    const about = formatDate(disk.fullAt);
    // steady growth: both are the same day
    return `Full about ${about}${early && !early.endsWith(about) ? `, ${early}` : ""}.`;
  }
  return early ? `Not filling up; at its fastest, ${early}.` : "Not filling up.";
}
