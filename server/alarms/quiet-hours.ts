/** When messages wait: times of day in a zone, over changes of its offset. Pure. */
import { firstMoment, wallAt } from "../zones/index.ts";

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

export function wallTime(at: Date, zone: string): WallTime {
  const wall = new Date(wallAt(zone, at.getTime()));
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay() || 7,
    minutes: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  };
}

/**
 * The first moment at which the clocks of a zone show a time of a day. A time that a change leaves out is the
 * moment of the change; of one that comes twice it is the first.
 */
export const momentOf = (
  date: { year: number; month: number; day: number },
  minutes: number,
  zone: string,
): Date =>
  new Date(firstMoment(zone, Date.UTC(date.year, date.month - 1, date.day) + minutes * MINUTE));

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
