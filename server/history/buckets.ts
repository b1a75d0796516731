import type { MinuteOfTransactions } from "neo4j-backup/catalogue";
import type { TimelineBucket } from "./schema.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Widths that people can read off an axis. */
const WIDTHS = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2, 7, 14, 28, 56, 112, 364].map((count) => count * DAY),
];

/** The narrowest width with which all minutes fit into `most` buckets. */
export function bucketWidth(minutes: readonly MinuteOfTransactions[], most: number): number {
  const first = minutes[0]?.at ?? 0;
  const last = minutes.at(-1)?.at ?? first;
  const fits = (width: number): boolean =>
    Math.floor(last / width) - Math.floor(first / width) < most;
  const found = WIDTHS.find(fits);
  if (found !== undefined) return found;
  let width = WIDTHS.at(-1) as number;
  while (!fits(width)) width *= 2;
  return width;
}

/**
 * Adds minutes up to wider stretches, at round times of UTC.
 * @param minutes ascending
 */
export function bucketed(
  minutes: readonly MinuteOfTransactions[],
  width: number,
): TimelineBucket[] {
  const buckets: TimelineBucket[] = [];
  for (const minute of minutes) {
    const at = Math.floor(minute.at / width) * width;
    let bucket = buckets.at(-1);
    if (bucket?.at.getTime() !== at) {
      bucket = {
        at: new Date(at),
        untilAt: new Date(at + width),
        transactions: 0,
        created: 0,
        changed: 0,
        deleted: 0,
      };
      buckets.push(bucket);
    }
    bucket.transactions += minute.transactions;
    bucket.created += minute.created;
    bucket.changed += minute.changed;
    bucket.deleted += minute.deleted;
  }
  return buckets;
}
