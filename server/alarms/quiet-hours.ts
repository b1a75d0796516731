/** When messages wait: times of day in a zone, over changes of its offset. Pure. */

export interface QuietHours {
  zone: string;
  quiet: boolean;
  /** Minutes after midnight; `quietFrom` may be later than `quietTo`. */
  quietFrom: number;
  quietTo: number;
  /** Days on which they begin; Monday is 1. */
  quietDays: number[];
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** A moment as the clocks of a zone show it. */
export interface WallTime {
  year: number;
  month: number;
  day: number;
  /** Monday is 1. */
  weekday: number;
  minutes: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Whether a zone is known. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    formats.set(zone, format);
  }
  return format;
}

export function wallTime(at: Date, zone: string): WallTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay() || 7;
  return { year, month, day, weekday, minutes: hour * 60 + minute };
}

/**
 * The first moment at which the clocks of a zone show a time of a day. A time that a change leaves out is the
 * moment of the change; of one that comes twice it is the first.
 */
export function momentOf(
  date: { year: number; month: number; day: number },
  minutes: number,
  zone: string,
): Date {
  const wanted = Date.UTC(date.year, date.month - 1, date.day) + minutes * MINUTE;
  const shown = (at: number): number => {
    const wall = wallTime(new Date(at), zone);
    return Date.UTC(wall.year, wall.month - 1, wall.day) + wall.minutes * MINUTE;
  };
  // what the clocks show only jumps at a change: the first moment that shows the time or a later one
  let low = wanted - DAY;
  let high = wanted + DAY;
  const offsets = [shown(low) - low, shown(high) - high];
  const guesses = offsets.map((offset) => wanted - offset).filter((at) => shown(at) === wanted);
  if (guesses.length > 0) return new Date(Math.min(...guesses));
  while (high - low > MINUTE) {
    const middle = Math.floor((low + high) / 2 / MINUTE) * MINUTE;
    if (shown(middle) >= wanted) high = middle;
    else low = middle;
  }
  return new Date(high);
}

const dayBefore = (wall: WallTime): WallTime =>
  wallTime(new Date(Date.UTC(wall.year, wall.month - 1, wall.day) - DAY), "UTC");
const dayAfter = (wall: WallTime): WallTime =>
  wallTime(new Date(Date.UTC(wall.year, wall.month - 1, wall.day) + DAY), "UTC");

/** When the quiet hours end that a moment lies in; null when it lies in none. */
export function quietUntil(hours: QuietHours, at: Date): Date | null {
  if (!hours.quiet || hours.quietFrom === hours.quietTo) return null;
  const today = wallTime(at, hours.zone);
  for (const begin of [dayBefore(today), today]) {
    if (!hours.quietDays.includes(begin.weekday)) continue;
    const from = momentOf(begin, hours.quietFrom, hours.zone);
    const endDay = hours.quietTo > hours.quietFrom ? begin : dayAfter(begin);
    const to = momentOf(endDay, hours.quietTo, hours.zone);
    if (at >= from && at < to) return to;
  }
  return null;
}

/** The newest moment at or before `now` at which a digest is due. */
export function digestSlot(
  digest: { every: "daily" | "weekly"; at: number; day: number; zone: string },
  now: Date,
): Date {
  let date = wallTime(now, digest.zone);
  for (let back = 0; back < 9; back++) {
    const slot = momentOf(date, digest.at, digest.zone);
    if (slot <= now && (digest.every === "daily" || date.weekday === digest.day)) return slot;
    date = dayBefore(date);
  }
  throw new Error("a week has seven days");
}
