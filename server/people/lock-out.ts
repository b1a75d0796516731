/** How many attempts in a row are free, how long the first wait is and how long the longest: it doubles in between. */
export interface LockRule {
  free: number;
  firstSeconds: number;
  longestSeconds: number;
}

/** Of one e-mail address, known or not, from wherever. */
export const ACCOUNT_RULE: LockRule = { free: 5, firstSeconds: 30, longestSeconds: 900 };
/** Of one network address, for whomever. */
export const ADDRESS_RULE: LockRule = { free: 20, firstSeconds: 60, longestSeconds: 3_600 };
/** A quiet day, and it begins at one again. */
export const FORGET_AFTER_MILLIS = 24 * 3_600_000;

/** Seconds to wait after this many attempts in a row that failed; 0 while they are free. */
export function waitAfter(count: number, rule: LockRule): number {
  if (count < rule.free) return 0;
  // 2^20 times anything is past the longest
  const doublings = Math.min(count - rule.free, 20);
  return Math.min(rule.firstSeconds * 2 ** doublings, rule.longestSeconds);
}

/** A wait as a person says it. */
export function waitInWords(millis: number): string {
  const seconds = Math.max(1, Math.ceil(millis / 1_000));
  if (seconds < 60) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "1 minute" : `${minutes} minutes`;
}
