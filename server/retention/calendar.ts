import { firstMoment, wallAt } from "../zones/index.ts";

/** Slots of a calendar, from the shortest to the longest. */
export const SLOT_UNITS = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type SlotUnit = (typeof SLOT_UNITS)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Slot {
  /** The same for all moments of one slot and for no other; sorts by time within a zone. */
  key: string;
  /** First moment of the slot. */
  from: number;
}

/** The slot of the calendar in which a moment lies, in a time zone; weeks are ISO weeks, from Monday on. */
export function slotOf(unit: SlotUnit, zone: string, at: number): Slot {
  const wall = wallAt(zone, at);
  const start = startOf(unit, wall);
  if (unit === "hour") {
    const from = at - (wall - start); // an hour that comes twice is two slots
    return { key: `${new Date(from).toISOString().slice(0, 13)}Z`, from };
  }
  return { key: nameOf(unit, start), from: firstMoment(zone, start) };
}

/** What a slot is called: `2026-11-24`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`. */
export function slotName(unit: SlotUnit, zone: string, at: number): string {
  const start = startOf(unit, wallAt(zone, at));
  return nameOf(unit, start);
}

function nameOf(unit: SlotUnit, start: number): string {
  const iso = new Date(start).toISOString();
  switch (unit) {
    case "hour":
      return `${iso.slice(0, 10)} ${iso.slice(11, 13)}h`;
    case "day":
      return iso.slice(0, 10);
    case "week":
      return isoWeek(start);
    case "month":
      return iso.slice(0, 7);
    case "quarter":
      return `${iso.slice(0, 4)}-Q${Math.floor(new Date(start).getUTCMonth() / 3) + 1}`;
    case "year":
      return iso.slice(0, 4);
  }
}

/** The year of an ISO week is that of its Thursday. */
function isoWeek(monday: number): string {
  const year = new Date(monday + 3 * DAY).getUTCFullYear();
  const first = startOf("week", Date.UTC(year, 0, 4));
  return `${year}-W${String(Math.round((monday - first) / (7 * DAY)) + 1).padStart(2, "0")}`;
}

/** Beginning of the slot on the wall clock, as if that were UTC. */
function startOf(unit: SlotUnit, wall: number): number {
  const date = new Date(wall);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  switch (unit) {
    case "hour":
      return Math.floor(wall / HOUR) * HOUR;
    case "day":
      return Math.floor(wall / DAY) * DAY;
    case "week":
      return (Math.floor(wall / DAY) - ((date.getUTCDay() + 6) % 7)) * DAY;
    case "month":
      return Date.UTC(year, month, 1);
    case "quarter":
      return Date.UTC(year, month - (month % 3), 1);
    case "year":
      return Date.UTC(year, 0, 1);
  }
}
