import type { StoredFacts } from "./facts.ts";
import { rangeOf } from "./policy.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SEEN = 8;

/** What the simulator takes the future to be like. */
export interface Cadence {
  /** Between full backups; null when no more are made. */
  fullEveryHours: number | null;
  /** When exactly, where a schedule says it. */
  fullTimes: Date[] | null;
  /** Where the rhythm is from: nothing is known of it when it is `assumed`. */
  basis: "schedule" | "sets" | "assumed" | "chosen";
  baseBytes: number;
  /** What the log files of a day come to. */
  logBytesPerDay: number;
}

const USUAL: Cadence = {
  fullEveryHours: 7 * 24,
  fullTimes: null,
  basis: "assumed",
  baseBytes: 0,
  logBytesPerDay: 0,
};

/**
 * What the sets so far say about the future: the usual time between full backups, the newest base, the growth by log
 * files. A single set says nothing about how often; then a week is assumed.
 */
export function cadenceOf(sets: readonly StoredFacts[]): Cadence {
  const good = sets
    .filter((set) => set.state === "good")
    .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())
    .slice(0, SEEN);
  const [newest] = good;
  if (!newest) return USUAL;
  const gaps = good
    .slice(1)
    .map((set, at) => ((good[at]?.startedAt.getTime() ?? 0) - set.startedAt.getTime()) / HOUR)
    .sort((a, b) => a - b);
  const usual = gaps[Math.floor(gaps.length / 2)];
  const logBytes = good.reduce((sum, set) => sum + set.bytes - set.baseBytes, 0);
  const days = good.reduce((sum, set) => sum + (rangeOf(set).to - rangeOf(set).from) / DAY, 0);
  // sets made within one hour are a try-out, not a rhythm
  const hasRhythm = usual !== undefined && usual >= 1;
  return {
    ...USUAL,
    ...(hasRhythm ? { fullEveryHours: Math.round(usual), basis: "sets" as const } : {}),
    baseBytes: newest.baseBytes,
    logBytesPerDay: days < 1 ? 0 : Math.round(logBytes / days),
  };
}
