import type { Prisma } from "../db/index.ts";
import type { Pause, ScheduleSetting } from "./schema.ts";
import type { MaintenanceWindow } from "./windows.ts";

export type StoredSchedule = Prisma.ScheduleGetPayload<object>;

/** The setting of a stored schedule. */
export const settingOf = (stored: StoredSchedule): ScheduleSetting => ({
  incrementalCron: stored.incrementalCron,
  fullCron: stored.fullCron,
  zone: stored.zone,
  jitterSeconds: stored.jitterSeconds,
  windows: stored.windows as unknown as MaintenanceWindow[],
  inWindow: stored.inWindow as ScheduleSetting["inWindow"],
  catchUpHours: stored.catchUpHours,
});

/** The pause in force; one that is over is none, also before a worker saw to it. */
export function pauseOf(stored: StoredSchedule, now: Date): Pause | null {
  const { pausedAt, pausedUntil } = stored;
  if (!pausedAt || (pausedUntil && pausedUntil <= now)) return null;
  return {
    since: pausedAt,
    until: pausedUntil,
    because: stored.pausedBecause ?? "",
    by: stored.pausedBy ?? "",
  };
}
