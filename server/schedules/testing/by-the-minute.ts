/** A second way to find the slots of a cadence, slow and plain: every minute is looked at. It shares no code with the first. */

const MINUTE = 60_000;
const HOURS_26 = 26 * 60;

export interface PlainCron {
  minutes: number[];
  /** Null for every hour. */
  hours: number[] | null;
  /** 0 is Sunday; null for every day. */
  weekdays: number[] | null;
}

export const cronText = ({ minutes, hours, weekdays }: PlainCron): string =>
  `${minutes.join(",")} ${hours?.join(",") ?? "*"} * * ${weekdays?.join(",") ?? "*"}`;

/** A minute, and what the clock reads then as if it were UTC. */
export interface Reading {
  at: number;
  wall: number;
}

/** What the clock of a zone reads at each minute in [from, to). */
export function readings(zone: string, from: number, to: number): Reading[] {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  });
  const found: Reading[] = [];
  for (let at = from; at < to; at += MINUTE)
    found.push({ at, wall: Date.parse(`${format.format(at).replace(" ", "T")}Z`) });
  return found;
}

const matches = (cron: PlainCron, wall: number): boolean => {
  const date = new Date(wall);
  return (
    cron.minutes.includes(date.getUTCMinutes()) &&
    (cron.hours?.includes(date.getUTCHours()) ?? true) &&
    (cron.weekdays?.includes(date.getUTCDay()) ?? true)
  );
};

/** Moments of all slots among the readings: once for each reading of the clock, also for one that was skipped. */
export function slotsByTheMinute(cron: PlainCron, clock: Reading[]): number[] {
  const moments = new Set<number>();
  const seen = new Map<number, number>();
  for (const [index, { at, wall }] of clock.entries()) {
    const before = clock[index - 1];
    for (let wanted = (before?.wall ?? wall) + MINUTE; before && wanted < wall; wanted += MINUTE)
      if (matches(cron, wanted)) moments.add(before.at + (wanted - before.wall));
    const earlier = seen.get(wall);
    const isRepeat = earlier !== undefined && index - earlier < HOURS_26;
    if (matches(cron, wall) && (!isRepeat || cron.hours === null)) moments.add(at);
    if (!isRepeat) seen.set(wall, index);
  }
  return [...moments].sort((a, b) => a - b);
}
