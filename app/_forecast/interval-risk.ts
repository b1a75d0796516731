import type { DatabaseDto, LogWindow } from "../_trpc/types.ts";

const MINUTE = 60_000;

/** How a cadence stands to the window: safe, more than half of it, or longer than it. */
export type IntervalRisk = "safe" | "close" | "too-long" | "unknown";

type Keeping = Pick<LogWindow, "keepsAll" | "windowMillis" | "leastMillis"> & {
  rate: { peakBytesPerHour: number } | null;
};

/**
 * How the saved schedule of a database stands to the window; safe where no incremental backups are planned, and while it is
 * followed: then each is there within seconds.
 */
export function savedRisk({ plan, window, continuous }: SavedPlan): IntervalRisk {
  const isPlanned = plan.state === "on" && plan.incrementalMillis !== null;
  if (!isPlanned || continuous?.state === "following") return "safe";
  return intervalRisk(window, (plan.incrementalMillis ?? 0) / MINUTE);
}
type SavedPlan = Pick<DatabaseDto, "plan" | "window" | "continuous">;

/** Whether incremental backups that are so far apart come before the source drops what they need. */
export function intervalRisk(window: Keeping, everyMinutes: number): IntervalRisk {
  if (window.keepsAll) return "safe";
  const every = everyMinutes * MINUTE;
  const { windowMillis, leastMillis, rate } = window;
  if (windowMillis === null) {
    // nothing is written, so nothing is dropped; or nothing is known but the least that days of logs mean
    if (rate?.peakBytesPerHour === 0) return "safe";
    if (leastMillis === null) return "unknown";
    return every > leastMillis ? "close" : "safe";
  }
  if (every >= windowMillis) return "too-long";
  return every > windowMillis / 2 || (leastMillis !== null && every >= leastMillis)
    ? "close"
    : "safe";
}
