import { firstMoment, wallAt } from "../zones/index.ts";

const DAY = 86_400_000;

/** One day of a calendar, and when it begins. */
export interface CalendarDay {
  /** `2026-11-24`. */
  day: string;
  from: Date;
}

/** The last days up to and with today where the zone is, oldest first. */
export function lastDays(now: Date, count: number, zone: string): CalendarDay[] {
  const today = Math.floor(wallAt(zone, now.getTime()) / DAY) * DAY;
  return Array.from({ length: count }, (_, at) => {
    const midnight = today - (count - 1 - at) * DAY;
    return {
      day: new Date(midnight).toISOString().slice(0, 10),
      from: new Date(firstMoment(zone, midnight)),
    };
  });
}
