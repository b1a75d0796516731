import type { AlarmCounts, RunCounts, SystemStatus } from "../_trpc/types.ts";
import { plural } from "../_ui/format/bytes.ts";

/** What the navigation says beside "Runs": failures first, then what is under way, else nothing. */
export function runsBadge(counts: RunCounts): { text: string; bad?: boolean } | null {
  if (counts.failedRecently > 0) return { text: `${counts.failedRecently} failed`, bad: true };
  if (counts.running > 0) return { text: `${counts.running} running` };
  return counts.queued > 0 ? { text: `${counts.queued} queued` } : null;
}

/** What the navigation says beside "Alarms": how many are open, in the colour of the worst. */
export function alarmsBadge(
  counts: AlarmCounts,
): { text: string; bad?: boolean; warn?: boolean } | null {
  if (counts.open === 0) return null;
  const text = `${counts.open} open`;
  if (counts.worst === "critical") return { text, bad: true };
  return counts.worst === "warning" ? { text, warn: true } : { text };
}

/** A worker that has not been seen for this long is taken for gone. */
export const WORKER_GONE_AFTER = 30_000;

export interface WorkersWord {
  text: string;
  bad: boolean;
}

/** How the workers stand, in a few words: "1 worker, idle", "2 workers, 1 busy", "no worker is running". */
export function workersWord(status: SystemStatus, now: number): WorkersWord {
  const alive = status.workers.filter(
    (worker) => now - worker.lastSeen.getTime() < WORKER_GONE_AFTER,
  );
  if (alive.length === 0) return { text: "No worker is running", bad: true };
  const busy = alive.filter((worker) => worker.busy).length;
  const state = busy === 0 ? "idle" : busy === alive.length ? "busy" : `${busy} busy`;
  return { text: `${plural(alive.length, "worker")}, ${state}`, bad: false };
}
