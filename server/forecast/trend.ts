/** One look at how large something was. */
export interface Reading {
  /** Milliseconds since the epoch. */
  at: number;
  bytes: number;
}

/** Growth in bytes a day, with the range in which half of all pairs of readings lie. */
export interface Trend {
  perDay: number;
  low: number;
  high: number;
}

const DAY = 86_400_000;
/** Fewer days say nothing of what retention leaves. */
export const NEEDED_DAYS = 7;
const LEAST_READINGS = 4;

/**
 * The trend of readings: the median slope over all pairs, which a single full backup or expiry does not bend.
 * @returns null when the readings span too little
 */
export function trendOf(readings: Reading[]): Trend | null {
  if (readings.length < LEAST_READINGS || spanDays(readings) < NEEDED_DAYS) return null;
  const slopes: number[] = [];
  readings.forEach((a, at) => {
    for (const b of readings.slice(at + 1))
      if (a.at !== b.at) slopes.push(((b.bytes - a.bytes) / (b.at - a.at)) * DAY);
  });
  slopes.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    slopes[Math.min(slopes.length - 1, Math.floor(share * slopes.length))] ?? 0;
  return { perDay: quantile(0.5), low: quantile(0.25), high: quantile(0.75) };
}

/** Days from the first to the last reading. */
export function spanDays(readings: Reading[]): number {
  const times = readings.map((reading) => reading.at);
  return times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / DAY;
}

/** When free space is used up at a growth; null when it is not, or not within a hundred years. */
export function fullAt(now: number, freeBytes: number, perDay: number): Date | null {
  if (perDay <= 0) return null;
  const days = Math.max(0, freeBytes) / perDay;
  return days > 36_525 ? null : new Date(now + days * DAY);
}
