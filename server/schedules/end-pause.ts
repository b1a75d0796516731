import type { Tx } from "../db/index.ts";
import { MOST_COUNTED, type Settled } from "./decide.ts";
import { planFrom, writeSlots } from "./plan.ts";
import type { SlotKind } from "./schema.ts";
import { slotsAfter } from "./slots.ts";
import { type StoredSchedule, settingOf } from "./stored.ts";

/**
 * Ends a pause: the slots in it are written down as left out, and the next one after it is the next to start. When the
 * pause ended while nobody was there, what came due since then is settled as after any downtime.
 */
export async function endPause(
  tx: Tx,
  stored: StoredSchedule,
  endedAt: Date,
  now: Date,
): Promise<Settled[]> {
  const settled = (["full", "incremental"] as const).flatMap((kind) =>
    slotsIn(stored, kind, endedAt),
  );
  await writeSlots(tx, stored.databaseId, settled, now, null);
  const resumed = {
    ...stored,
    pausedAt: null,
    pausedUntil: null,
    pausedBecause: null,
    pausedBy: null,
  };
  await tx.schedule.update({
    where: { databaseId: stored.databaseId },
    data: { pausedAt: null, pausedUntil: null, pausedBecause: null, pausedBy: null },
  });
  await planFrom(tx, resumed, endedAt, now);
  return settled;
}

function slotsIn(stored: StoredSchedule, kind: SlotKind, endedAt: Date): Settled[] {
  const setting = settingOf(stored);
  const cron = kind === "full" ? setting.fullCron : setting.incrementalCron;
  const open = kind === "full" ? stored.fullSlotAt : stored.incrementalSlotAt;
  if (cron === null || !open || open > endedAt) return [];
  let slotAt = open;
  let slots = 1;
  for (const { at } of slotsAfter({ cron, zone: setting.zone }, open)) {
    if (at > endedAt || slots > MOST_COUNTED) break;
    slotAt = at;
    slots += 1;
  }
  const text = stored.pausedBecause;
  return [{ kind, firstSlotAt: open, slotAt, slots, outcome: "paused", text }];
}
