import { z } from "zod";
import { momentsOf, wallAt } from "../zones/index.ts";

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
const DAY = DAY_MINUTES * MINUTE;
/** Windows that touch each other are followed; a whole week of them was refused when they were saved. */
const MOST_STEPS = 100;

export const windowInput = z
  .object({
    /** Days on which it begins; Monday is 1. */
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    /** Minutes after midnight; `to` at or before `from` is on the next day. */
    from: z
      .number()
      .int()
      .min(0)
      .max(DAY_MINUTES - 1),
    to: z
      .number()
      .int()
      .min(0)
      .max(DAY_MINUTES - 1),
  })
  .refine(({ from, to }) => from !== to, "A window must not begin and end at the same time.");
export type MaintenanceWindow = z.infer<typeof windowInput>;

/** When the window or the windows end that a moment lies in; null when it lies in none. */
export function windowEnd(
  windows: readonly MaintenanceWindow[],
  zone: string,
  at: Date,
): Date | null {
  let moment = at.getTime();
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const end = endOfOne(windows, zone, moment);
    if (end === null) break;
    moment = end;
  }
  return moment === at.getTime() ? null : new Date(moment);
}

function endOfOne(
  windows: readonly MaintenanceWindow[],
  zone: string,
  moment: number,
): number | null {
  const wall = wallAt(zone, moment);
  const midnight = Math.floor(wall / DAY) * DAY;
  const minute = (wall - midnight) / MINUTE;
  const today = weekday(midnight);
  const yesterday = weekday(midnight - DAY);
  for (const { days, from, to } of windows) {
    const passesMidnight = to <= from;
    const begunToday = days.includes(today) && minute >= from && (passesMidnight || minute < to);
    const begunYesterday = passesMidnight && days.includes(yesterday) && minute < to;
    if (!begunToday && !begunYesterday) continue;
    const endsAt = midnight + (begunToday && passesMidnight ? DAY : 0) + to * MINUTE;
    const end = momentsOf(zone, endsAt).find((candidate) => candidate > moment);
    if (end !== undefined) return end;
  }
  return null;
}

/** Monday is 1. */
function weekday(midnight: number): number {
  const day = new Date(midnight).getUTCDay();
  return day === 0 ? 7 : day;
}

/** Minutes of a week that windows leave free. */
export function freeMinutes(windows: readonly MaintenanceWindow[]): number {
  const taken = new Uint8Array(7 * DAY_MINUTES);
  for (const { days, from, to } of windows) {
    const length = to > from ? to - from : to - from + DAY_MINUTES;
    for (const day of days)
      for (let minute = 0; minute < length; minute++)
        taken[((day - 1) * DAY_MINUTES + from + minute) % taken.length] = 1;
  }
  return taken.length - taken.reduce((sum, is) => sum + is, 0);
}
