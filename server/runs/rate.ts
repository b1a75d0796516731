/** Weight of the past halves in this many seconds: steady enough to read, quick enough to see a stall. */
const HALF_LIFE_SECONDS = 3;

/** A rate that forgets: exponential average of bytes per second over uneven steps of time. */
export interface Rate {
  at: number;
  bytes: number;
  /** Null until two readings lie apart. */
  bytesPerSecond: number | null;
}

export const rateFrom = (at: number, bytes: number): Rate => ({ at, bytes, bytesPerSecond: null });

/** @param at milliseconds; a reading that is not later changes nothing. */
export function nextRate(before: Rate, at: number, bytes: number): Rate {
  const seconds = (at - before.at) / 1000;
  if (seconds <= 0) return before;
  const now = Math.max(0, bytes - before.bytes) / seconds;
  if (before.bytesPerSecond === null) return { at, bytes, bytesPerSecond: now };
  const past = 0.5 ** (seconds / HALF_LIFE_SECONDS);
  return { at, bytes, bytesPerSecond: before.bytesPerSecond * past + now * (1 - past) };
}

/** Seconds until the expected bytes are there; null when nothing moves, nothing is expected or more has come already. */
export function etaSeconds(
  bytesPerSecond: number | null,
  bytes: number,
  expectedBytes: number | null,
): number | null {
  if (!bytesPerSecond || expectedBytes === null || bytes > expectedBytes) return null;
  return Math.ceil((expectedBytes - bytes) / bytesPerSecond);
}
