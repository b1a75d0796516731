import { type BeginSetting, beginOf } from "./begin.ts";
import type { ScheduleSetting, SlotKind, SlotOutcome } from "./schema.ts";
import { nextSlot, slotBefore, slotsAfter } from "./slots.ts";
import { windowEnd } from "./windows.ts";

const HOUR = 3_600_000;
/** Later than this, nobody was there when the slot was due. */
export const LATE_MILLIS = 60_000;
/** A full backup waits this long for a run of another kind to end. */
const WAIT_MILLIS = 12 * HOUR;
const WAITED = "another run was in its way for 12 hours";
/** Slots that are counted one by one. */
export const MOST_COUNTED = 1_000;

/** Where a schedule stands when a worker looks. */
export interface Standing {
  databaseId: string;
  setting: ScheduleSetting;
  incrementalSlotAt: Date | null;
  fullSlotAt: Date | null;
  fullWaits: boolean;
  /** Continuous protection pulls from the source. */
  isFollowed: boolean;
}

/** What came of slots. */
export interface Settled {
  kind: SlotKind;
  firstSlotAt: Date;
  slotAt: Date;
  slots: number;
  outcome: SlotOutcome;
  text: string | null;
}

export interface Decision {
  /** In order; the one to start is not among them. */
  settled: Settled[];
  start: Settled | null;
  /** The next slot of each kind that is still open. */
  incrementalSlotAt: Date | null;
  fullSlotAt: Date | null;
  /** Something that is due waits for a maintenance window to end. */
  holdUntil: Date | null;
}

/** What is due of one kind. */
interface Due {
  kind: SlotKind;
  earlier: Settled[];
  latest: Date;
  beginsAt: Date;
  window: "skipped" | "postponed" | null;
  next: Date | null;
}

/** What to do with the slots that are due: at most one run starts, the latest one's; full wins. */
export function decide(standing: Standing, now: Date): Decision {
  const { setting } = standing;
  const full = dueOf(standing, "full", standing.fullSlotAt, now);
  const incremental = dueOf(standing, "incremental", standing.incrementalSlotAt, now);
  const decision: Decision = {
    settled: [...(full?.earlier ?? []), ...(incremental?.earlier ?? [])],
    start: null,
    incrementalSlotAt: incremental ? incremental.next : standing.incrementalSlotAt,
    fullSlotAt: full ? full.next : standing.fullSlotAt,
    holdUntil: null,
  };
  const end = windowEnd(setting.windows, setting.zone, now);
  for (const due of [full, incremental]) {
    if (!due) continue;
    if (end && setting.inWindow === "postpone") keepOpen(decision, due, end);
    else place(decision, standing, due, { now, isInWindow: end !== null });
  }
  return decision;
}

/** It begins when the window ends. */
function keepOpen(decision: Decision, due: Due, end: Date): void {
  decision.holdUntil = end;
  if (due.kind === "full") decision.fullSlotAt = due.latest;
  else decision.incrementalSlotAt = due.latest;
}

function place(
  decision: Decision,
  standing: Standing,
  due: Due,
  { now, isInWindow }: { now: Date; isInWindow: boolean },
): void {
  const settle = (outcome: SlotOutcome, text: string | null = null): Settled => ({
    kind: due.kind,
    firstSlotAt: due.latest,
    slotAt: due.latest,
    slots: 1,
    outcome,
    text,
  });
  const outcome = outcomeOf(standing, due, now);
  if (due.window === "skipped" || (isInWindow && outcome !== "missed"))
    decision.settled.push(settle("window"));
  else if (outcome === "missed")
    decision.settled.push(
      settle("missed", due.kind === "full" && standing.fullWaits ? WAITED : null),
    );
  else if (decision.start) decision.settled.push(settle("with-full"));
  else if (due.kind === "incremental" && standing.isFollowed)
    decision.settled.push(settle("followed"));
  else decision.start = settle(outcome);
}

function outcomeOf(
  { setting, fullWaits }: Standing,
  due: Due,
  now: Date,
): "started" | "caught-up" | "postponed" | "missed" {
  const late = now.getTime() - due.beginsAt.getTime();
  const inTime = due.window === "postponed" ? "postponed" : "started";
  if (due.kind === "full" && fullWaits) return late <= WAIT_MILLIS ? inTime : "missed";
  if (late <= LATE_MILLIS) return inTime;
  return late <= setting.catchUpHours * HOUR ? "caught-up" : "missed";
}

function dueOf(
  { databaseId, setting }: Standing,
  kind: SlotKind,
  open: Date | null,
  now: Date,
): Due | null {
  const cron = kind === "full" ? setting.fullCron : setting.incrementalCron;
  if (!open || cron === null || beginOf({ databaseId, ...setting }, open).at > now) return null;
  const begins: BeginSetting = { databaseId, ...setting };
  const cadence = { cron, zone: setting.zone };
  const due = dueSlots(cadence, begins, open, now);
  const latest = due.at(-1) as Date;
  const begin = beginOf(begins, latest);
  return {
    kind,
    earlier: gather(kind, begins, due.slice(0, -1), begin.at),
    latest,
    beginsAt: begin.at,
    window: begin.window,
    next: nextSlot(cadence, latest)?.at ?? null,
  };
}

/** Slots from the open one on that have begun; of very many the first ones, and the latest. */
function dueSlots(
  cadence: { cron: string; zone: string },
  begins: BeginSetting,
  open: Date,
  now: Date,
): Date[] {
  const due = [open];
  for (const { at } of slotsAfter(cadence, open)) {
    if (at > now || beginOf(begins, at).at > now) return due;
    if (due.length > MOST_COUNTED) break;
    due.push(at);
  }
  if (due.length <= MOST_COUNTED) return due;
  const jittered = new Date(now.getTime() - begins.jitterSeconds * 1000);
  const latest = slotBefore(cadence, jittered)?.at;
  return latest && latest > (due.at(-1) as Date) ? [...due, latest] : due;
}

/** What came of the slots before the latest one; those in a row with the same fate are one. */
function gather(kind: SlotKind, begins: BeginSetting, slots: Date[], latestAt: Date): Settled[] {
  const gathered: Settled[] = [];
  for (const slotAt of slots) {
    const { at, window } = beginOf(begins, slotAt);
    const isTogether = window === "postponed" && at.getTime() === latestAt.getTime();
    const outcome: SlotOutcome = window === "skipped" || isTogether ? "window" : "missed";
    const text = isTogether ? "put together with the last slot of the window" : null;
    const before = gathered.at(-1);
    if (before && before.outcome === outcome && before.text === text) {
      before.slotAt = slotAt;
      before.slots += 1;
    } else gathered.push({ kind, firstSlotAt: slotAt, slotAt, slots: 1, outcome, text });
  }
  return gathered;
}

/** When somebody has to look next. */
export function nextLook(standing: Omit<Standing, "fullWaits" | "isFollowed">): {
  at: Date | null;
  kind: SlotKind | null;
} {
  const { databaseId, setting, fullSlotAt, incrementalSlotAt } = standing;
  const begin = (slotAt: Date | null) =>
    slotAt ? beginOf({ databaseId, ...setting }, slotAt).at : null;
  const [full, incremental] = [begin(fullSlotAt), begin(incrementalSlotAt)];
  if (full && (!incremental || full <= incremental)) return { at: full, kind: "full" };
  return incremental ? { at: incremental, kind: "incremental" } : { at: null, kind: null };
}
