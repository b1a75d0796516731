/** Slots of a calendar, from the shortest to the longest. */
export const SLOT_UNITS = ["hour", "day", "week", "month", "quarter", "year"] as const;
export type SlotUnit = (typeof SLOT_UNITS)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Zones change their offset at whole quarters of an hour. */
const QUARTER = 15 * 60_000;
const MOST_KEPT = 200_000;

export interface Slot {
  /** The same for all moments of one slot and for no other; sorts by time within a zone. */
  key: string;
  /** First moment of the slot. */
  from: number;
}

/** The slot of the calendar in which a moment lies, in a time zone; weeks are ISO weeks, from Monday on. */
export function slotOf(unit: SlotUnit, zone: string, at: number): Slot {
  const wall = at + offsetAt(zone, at);
  const start = startOf(unit, wall);
  if (unit === "hour") {
    const from = at - (wall - start); // an hour that comes twice is two slots
    return { key: `${new Date(from).toISOString().slice(0, 13)}Z`, from };
  }
  return { key: nameOf(unit, start), from: firstMoment(unit, zone, start, at) };
}

/** What a slot is called: `2026-11-24`, `2026-W48`, `2026-11`, `2026-Q4`, `2026`. */
export function slotName(unit: SlotUnit, zone: string, at: number): string {
  const start = startOf(unit, at + offsetAt(zone, at));
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

/** The first moment whose wall clock is in the slot: usually its start, later where clocks jump over that. */
function firstMoment(unit: SlotUnit, zone: string, start: number, at: number): number {
  const isIn = (moment: number) => startOf(unit, moment + offsetAt(zone, moment)) === start;
  const guess = start - offsetAt(zone, start - offsetAt(zone, at));
  if (isIn(guess) && !isIn(guess - 1)) return guess;
  let before = Math.min(guess, at) - 26 * HOUR;
  let inside = at;
  while (inside - before > 1) {
    const middle = Math.floor((before + inside) / 2);
    if (isIn(middle)) inside = middle;
    else before = middle;
  }
  return inside;
}

const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** How far a zone's wall clock is ahead of UTC at a moment, in milliseconds. */
export function offsetAt(zone: string, at: number): number {
  if (zone === "UTC") return 0;
  const quarter = Math.floor(at / QUARTER);
  const key = `${zone} ${quarter}`;
  const kept = offsets.get(key);
  if (kept !== undefined) return kept;
  const moment = quarter * QUARTER;
  const parts = formatOf(zone).formatToParts(moment);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  if (offsets.size >= MOST_KEPT) offsets.clear();
  offsets.set(key, wall - moment);
  return wall - moment;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const kept = formats.get(zone);
  if (kept) return kept;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  formats.set(zone, made);
  return made;
}

/** Whether the runtime knows a time zone by this name. */
export function isZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}
