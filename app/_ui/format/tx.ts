import { formatCount } from "./bytes.ts";

/** Transaction ids from first to last, inclusive: `12 to 4,182,907`, or one id when they are the same. */
export function formatTxRange(first: number | null, last: number | null): string {
  if (first === null || last === null) return "none";
  return first === last ? formatCount(first) : `${formatCount(first)} to ${formatCount(last)}`;
}
