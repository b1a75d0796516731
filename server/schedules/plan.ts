import type { Tx } from "../db/index.ts";
import { nextLook, type Settled } from "./decide.ts";
import { nextSlot } from "./slots.ts";
import { type StoredSchedule, settingOf } from "./stored.ts";

/** What came of slots that started nothing; `runId` made up for those that were missed. */
export async function writeSlots(
  tx: Tx,
  databaseId: string,
  settled: Settled[],
  at: Date,
  runId: string | null,
): Promise<void> {
  if (settled.length === 0) return;
  await tx.scheduleSlot.createMany({
    data: settled.map((slot) => ({ ...slot, databaseId, at, runId })),
    skipDuplicates: true,
  });
}

/** Begins anew with the slots after `from`: nothing of before is open any more. */
export async function planFrom(
  tx: Tx,
  stored: StoredSchedule,
  from: Date,
  now: Date,
): Promise<void> {
  const setting = settingOf(stored);
  const next = (cron: string | null) =>
    cron === null ? null : (nextSlot({ cron, zone: setting.zone }, from)?.at ?? null);
  const open = {
    fullSlotAt: next(setting.fullCron),
    incrementalSlotAt: next(setting.incrementalCron),
  };
  const nextAt = stored.pausedAt
    ? stored.pausedUntil
    : nextLook({ databaseId: stored.databaseId, setting, ...open }).at;
  await tx.schedule.update({
    where: { databaseId: stored.databaseId },
    data: { ...open, fullWaits: false, nextAt, settledAt: now },
  });
}
