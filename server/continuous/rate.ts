/** Transactions of one minute, by its number since the epoch. */
export interface MinuteCount {
  minute: number;
  count: number;
}

const MINUTE = 60_000;
const KEPT = 10;

/** The counts with one more pull in them; minutes without one are left out. */
export function countIn(counts: MinuteCount[], at: Date, transactions: number): MinuteCount[] {
  const minute = Math.floor(at.getTime() / MINUTE);
  const kept = counts.filter((one) => one.minute > minute - KEPT && one.minute <= minute);
  const last = kept.at(-1);
  if (last?.minute === minute)
    return [...kept.slice(0, -1), { minute, count: last.count + transactions }];
  return [...kept, { minute, count: transactions }];
}

/** Transactions a minute over the minutes that are over; over the one that runs while there is no other. */
export function perMinute(counts: MinuteCount[], now: Date): number | null {
  const minute = Math.floor(now.getTime() / MINUTE);
  const recent = counts.filter((one) => one.minute > minute - KEPT && one.minute <= minute);
  const first = recent[0];
  if (!first) return null;
  const over = recent.filter((one) => one.minute < minute);
  if (over.length === 0) return first.count;
  const sum = over.reduce((total, one) => total + one.count, 0);
  return sum / (minute - first.minute);
}
