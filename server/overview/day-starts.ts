const DAY = 86_400_000;

/** One day of a calendar, and when it begins. */
export interface CalendarDay {
  /** `2026-11-24`. */
  day: string;
  from: Date;
}

/** Whether a name is one of a time zone. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** The last days up to and with today where the zone is, oldest first. */
export function lastDays(now: Date, count: number, zone: string): CalendarDay[] {
  const today = dayIn(zone);
  const [year = 0, month = 1, date = 1] = today(now).split("-").map(Number);
  return Array.from({ length: count }, (_, at) => {
    const noon = new Date(Date.UTC(year, month - 1, date - (count - 1 - at), 12));
    const day = noon.toISOString().slice(0, 10);
    return { day, from: startOf(day, today) };
  });
}

const dayIn = (zone: string): ((at: Date) => string) => {
  // Sweden writes dates as ISO does
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone: zone });
  return (at) => format.format(at);
};

/** The first moment that the zone's calendar counts to a day; zones lie within a day of UTC. */
function startOf(day: string, dayOf: (at: Date) => string): Date {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  let before = midnight - DAY;
  let within = midnight + DAY;
  while (within - before > 1) {
    const middle = Math.floor((before + within) / 2);
    if (dayOf(new Date(middle)) < day) before = middle;
    else within = middle;
  }
  return new Date(within);
}
