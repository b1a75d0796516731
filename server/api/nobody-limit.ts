import { log } from "../log.ts";

const SPAN_MILLIS = 60_000;
const MOST_IN_SPAN = 30;

let since = 0;
let count = 0;

/**
 * Whether one more refusal of somebody who is not signed in goes into the audit: so many a minute do. Without a limit
 * anybody who reaches the console could fill the disk with them. The log says how many were left out.
 */
export function mayNobodyRecord(now: Date): boolean {
  if (now.getTime() - since > SPAN_MILLIS) {
    if (count > MOST_IN_SPAN) log.warn("audit-left-out", { refusals: count - MOST_IN_SPAN });
    since = now.getTime();
    count = 0;
  }
  count++;
  return count <= MOST_IN_SPAN;
}
