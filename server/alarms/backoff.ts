/** When a delivery is tried again: soon at first, then for hours. */

const FIRST_MILLIS = 5_000;
const LONGEST_MILLIS = 3_600_000;
/** With these waits the last try is about nine hours after the first. */
export const MOST_ATTEMPTS = 18;

/**
 * Waiting time after a number of failed attempts, doubling up to an hour; a fifth more or less, so that many that
 * failed at once do not come back at once.
 * @param random 0 to 1
 */
export function waitAfter(attempts: number, random: number): number {
  const plain = Math.min(FIRST_MILLIS * 2 ** Math.max(0, attempts - 1), LONGEST_MILLIS);
  return Math.round(plain * (0.8 + 0.4 * random));
}
