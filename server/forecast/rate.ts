import type { WriteRate } from "./schema.ts";

/** What the pulls of one day brought: the time between them, and what was written in it. */
export interface RateDay {
  seconds: number;
  transactions: number;
  /** Of the pulls whose log bytes are known, incremental ones. */
  measuredTransactions: number;
  measuredBytes: number;
}

/** The same of one UTC hour of the day, over all days. */
export interface RateHour {
  hour: number;
  seconds: number;
  transactions: number;
}

/** Less says nothing. */
const LEAST_SECONDS = 3_600;
/** Of each hour of the day, before its pattern counts. */
const LEAST_HOUR_SECONDS = 3 * 3_600;
/** With fewer days, the extremes stand for themselves. */
const DAYS_FOR_TENTHS = 10;

/**
 * How fast a source writes: the median over days, weighted by the time that each was watched.
 * @returns null when too little was seen to say
 */
export function rateOf(days: RateDay[], hours: RateHour[]): WriteRate | null {
  const seen = days.filter((day) => day.seconds > 0);
  const seconds = sum(seen.map((day) => day.seconds));
  const measured = sum(seen.map((day) => day.measuredTransactions));
  if (seconds < LEAST_SECONDS) return null;
  const rates = seen
    .map((day) => ({ rate: (day.transactions / day.seconds) * 3_600, weight: day.seconds }))
    .sort((a, b) => a.rate - b.rate);
  const transactionsPerHour = quantile(rates, 0.5);
  if (measured === 0 && sum(seen.map((day) => day.transactions)) > 0) return null;
  const bytesPerTransaction =
    measured === 0 ? 0 : sum(seen.map((day) => day.measuredBytes)) / measured;
  const tenths = rates.length >= DAYS_FOR_TENTHS;
  return {
    transactionsPerHour,
    bytesPerTransaction,
    bytesPerHour: transactionsPerHour * bytesPerTransaction,
    peakBytesPerHour: quantile(rates, tenths ? 0.9 : 1) * bytesPerTransaction,
    quietBytesPerHour: quantile(rates, tenths ? 0.1 : 0) * bytesPerTransaction,
    days: seen.length,
    hours: seconds / 3_600,
    byHour: patternOf(hours),
  };
}

function patternOf(hours: RateHour[]): number[] | null {
  const rates = Array.from({ length: 24 }, (_, at) => {
    const hour = hours.find((each) => each.hour === at);
    return hour && hour.seconds >= LEAST_HOUR_SECONDS ? hour.transactions / hour.seconds : null;
  });
  const known = rates.filter((rate) => rate !== null);
  const mean = sum(known) / 24;
  return known.length === 24 && mean > 0 ? known.map((rate) => rate / mean) : null;
}

/** The rate below which a share of the weight lies; `rates` ascend. */
function quantile(rates: { rate: number; weight: number }[], share: number): number {
  const total = sum(rates.map((each) => each.weight));
  let passed = 0;
  for (const { rate, weight } of rates) {
    passed += weight;
    if (passed >= share * total) return rate;
  }
  return rates.at(-1)?.rate ?? 0;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Further ahead nobody plans; and no date overflows. */
const HORIZON = 3_650 * DAY;

/**
 * When as much will have been written as given, from a moment on.
 * @param perHour bytes, on the mean of a day
 * @returns milliseconds since the epoch; Infinity when that is ten years away or never
 */
export function writtenAt(
  from: number,
  bytes: number,
  perHour: number,
  byHour: number[] | null,
): number {
  if (bytes <= 0) return from;
  if (perHour <= 0 || bytes / perHour > HORIZON / HOUR) return Number.POSITIVE_INFINITY;
  if (!byHour) return from + (bytes / perHour) * HOUR;
  // whole days bring the same whatever hour they begin at; the rest is walked
  const wholeDays = Math.floor(bytes / (perHour * 24));
  let left = bytes - wholeDays * perHour * 24;
  let at = from + wholeDays * DAY;
  // one day of hours and the two ends of it
  for (let step = 0; step < 26 && left > 0; step++) {
    const hour = new Date(at).getUTCHours();
    const end = (Math.floor(at / HOUR) + 1) * HOUR;
    const rate = perHour * (byHour[hour] ?? 1);
    const written = (rate * (end - at)) / HOUR;
    if (written >= left && rate > 0) return at + (left / rate) * HOUR;
    left -= written;
    at = end;
  }
  return at;
}

const sum = (values: number[]): number => values.reduce((all, one) => all + one, 0);
