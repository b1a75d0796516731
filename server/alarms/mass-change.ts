/** Whether a pull changed so much that somebody should look. Pure. */

/** What the transactions of one minute changed. */
export interface Minute {
  /** Start of the minute, milliseconds since the epoch. */
  at: number;
  created: number;
  changed: number;
  deleted: number;
}

const METRICS = ["deleted", "created", "changed"] as const;
export type Metric = (typeof METRICS)[number];

/** Less history than this says nothing of what is usual. */
export const LEAST_HISTORY = 30;
/** As many active minutes are kept. */
export const MOST_HISTORY = 500;
/** Fewer than this are nobody's mass change, whatever the share. */
const LEAST_DELETED = 20;
const LEAST_OUTLIER = 200;
/** Twice the most that was ever seen is beyond what chance brings about. */
const TIMES_THE_MOST = 2;
/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_TO_SIGMA = 1.4826;

function median(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}

const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/**
 * Middle and spread that single large values do not move. The spread is at least that of plain counting noise, so
 * that a history of nothing but zeros does not make of everything an alarm.
 */
export function robust(values: readonly number[]): { median: number; sigma: number } {
  const middle = median(ascending(values));
  const deviation = median(ascending(values.map((value) => Math.abs(value - middle))));
  return { median: middle, sigma: Math.max(MAD_TO_SIGMA * deviation, Math.sqrt(middle), 1) };
}

export interface Outlier {
  metric: Metric;
  minute: Minute;
  value: number;
  median: number;
  /** How many sigma off. */
  sigmas: number;
}

/**
 * The first minute that lies off the history: more than `sigmas` off the median, more than twice the most there ever was,
 * and no small number. Deletions are looked at first.
 */
export function findOutlier(
  history: readonly Minute[],
  pulled: readonly Minute[],
  sigmas: number,
): Outlier | null {
  if (history.length < LEAST_HISTORY) return null;
  for (const metric of METRICS) {
    const values = history.map((minute) => minute[metric]);
    const { median: middle, sigma } = robust(values);
    const most = values.reduce((max, value) => Math.max(max, value), 0);
    const limit = Math.max(middle + sigmas * sigma, TIMES_THE_MOST * most, LEAST_OUTLIER);
    const minute = pulled.find((one) => one[metric] > limit);
    if (minute)
      return {
        metric,
        minute,
        value: minute[metric],
        median: middle,
        sigmas: (minute[metric] - middle) / sigma,
      };
  }
  return null;
}

/** Nodes or relationships: how many there were, and how many of them went. */
export interface Loss {
  before: number;
  deleted: number;
}

/** @returns the share in per cent, when it is above the limit */
export function lostShare(loss: Loss, limitPercent: number): number | null {
  if (loss.deleted < LEAST_DELETED || loss.before <= 0) return null;
  const percent = (100 * loss.deleted) / Math.max(loss.before, loss.deleted);
  return percent > limitPercent ? percent : null;
}

/** A transaction that deleted something. */
export interface Deleting {
  tx: number;
  committedAt: number;
  deleted: number;
}

/** Part of all deletions at which a transaction, or a minute of small ones, belongs to the mass. */
const PART_OF_MASS = 0.01;

/**
 * The transaction with which a mass deletion began: the first that deleted a hundredth of all or more; where many
 * small ones did it, the first of the minute that did.
 * @param transactions ascending, at least one
 */
export function firstOffending(transactions: readonly Deleting[]): Deleting | undefined {
  const total = transactions.reduce((sum, one) => sum + one.deleted, 0);
  const enough = Math.max(1, total * PART_OF_MASS);
  const large = transactions.find((one) => one.deleted >= enough);
  if (large) return large;
  const minuteOf = (one: Deleting): number => Math.floor(one.committedAt / 60_000);
  const byMinute = new Map<number, number>();
  for (const one of transactions)
    byMinute.set(minuteOf(one), (byMinute.get(minuteOf(one)) ?? 0) + one.deleted);
  return (
    transactions.find((one) => (byMinute.get(minuteOf(one)) ?? 0) >= enough) ?? transactions[0]
  );
}

/** The history with what a pull brought, without minutes that were an alarm, the newest kept. */
export function withPulled(
  history: readonly Minute[],
  pulled: readonly Minute[],
  alarming: boolean,
): Minute[] {
  if (alarming) return [...history];
  const byStart = new Map(history.map((minute) => [minute.at, minute]));
  for (const minute of pulled) byStart.set(minute.at, minute);
  return [...byStart.values()].sort((a, b) => a.at - b.at).slice(-MOST_HISTORY);
}
