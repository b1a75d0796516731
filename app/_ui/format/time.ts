import { formatAge } from "./duration.ts";
import { ownZone } from "./zone.ts";

const DAY = 86_400_000;

/** `22 min ago`; from 7 days on the date itself. A moment in the future (a skewed clock) is `just now`. */
export function formatRelative(at: Date, now: number): string {
  const age = now - at.getTime();
  if (age < 1000) return "just now";
  if (age < 7 * DAY) return `${formatAge(age)} ago`;
  return formatDate(at);
}

/** `22 Nov 2026`, in the given time zone (the browser's when left out). */
export function formatDate(at: Date, timeZone?: string): string {
  return format(at, { day: "numeric", month: "short", year: "numeric" }, timeZone);
}

/** `22 Nov 2026, 14:31:07`. */
export function formatDateTime(at: Date, timeZone?: string): string {
  return `${formatDate(at, timeZone)}, ${formatClock(at, timeZone)}`;
}

/** `14:31:07`. */
export function formatClock(at: Date, timeZone?: string): string {
  return format(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, timeZone);
}

/** `14:31:07.412`, for log lines. */
export function formatClockMillis(at: Date, timeZone?: string): string {
  return `${formatClock(at, timeZone)}.${String(at.getMilliseconds()).padStart(3, "0")}`;
}

/** The exact moment, once in UTC and once where the reader is. */
export function exactTimes(at: Date, timeZone?: string): { utc: string; local: string } {
  const zone = timeZone ?? ownZone();
  return {
    utc: `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`,
    local: `${formatDateTime(at, zone)} ${zone}`,
  };
}

function format(at: Date, options: Intl.DateTimeFormatOptions, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  return new Intl.DateTimeFormat("en-GB", { ...options, ...zone }).format(at);
}
