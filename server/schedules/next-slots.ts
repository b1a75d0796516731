import { beginOf } from "./begin.ts";
import type { PlannedRun, ScheduleSetting, SlotKind } from "./schema.ts";
import { type Slot, slotBefore, slotsAfter } from "./slots.ts";
import { changeWords } from "./words.ts";

/** Slots that are looked at for what is next. */
const MOST_LOOKED_AT = 3_000;
/** Slots that will be skipped are shown as well, but not without end. */
const MOST_SKIPPED = 7;

interface Candidate {
  kind: SlotKind;
  slot: Slot;
}

/**
 * The next `count` runs of a schedule after a moment, with the slots between them that a maintenance window skips.
 * An incremental backup that a full one of the same moment does for is not among them.
 */
export function nextSlots(
  schedule: ScheduleSetting & { databaseId: string },
  from: Date,
  count: number,
): PlannedRun[] {
  const planned: PlannedRun[] = [];
  let runs = 0;
  let skipped = 0;
  let looked = 0;
  for (const candidate of candidates(schedule, from)) {
    looked += 1;
    if (looked > MOST_LOOKED_AT) break;
    const run = plannedOf(schedule, candidate);
    if (run.beginsAt <= from) continue;
    if (run.window === "skipped") {
      if (runs < count && ++skipped <= MOST_SKIPPED) planned.push(run);
      continue;
    }
    const last = planned.at(-1);
    const isTogether =
      run.window === "postponed" && last?.beginsAt.getTime() === run.beginsAt.getTime();
    // after a window the full one goes first, and of one kind the last slot
    if (isTogether) {
      if (last.kind !== "full" || run.kind === "full") planned[planned.length - 1] = run;
      continue;
    }
    if (runs === count) break;
    planned.push(run);
    runs += 1;
  }
  return planned;
}

/** Slots of both kinds, in order; a full one takes the incremental one of its moment with it. */
function* candidates(
  schedule: ScheduleSetting & { databaseId: string },
  from: Date,
): Generator<Candidate> {
  const full = streamOf(schedule, "full", from);
  const incremental = streamOf(schedule, "incremental", from);
  let [a, b] = [full.next(), incremental.next()];
  while (!a.done || !b.done) {
    const fullAt = a.done ? Number.POSITIVE_INFINITY : a.value.slot.at.getTime();
    const incrementalAt = b.done ? Number.POSITIVE_INFINITY : b.value.slot.at.getTime();
    if (fullAt <= incrementalAt && !a.done) {
      yield a.value;
      if (fullAt === incrementalAt) b = incremental.next();
      a = full.next();
    } else if (!b.done) {
      yield b.value;
      b = incremental.next();
    }
  }
}

function* streamOf(schedule: ScheduleSetting, kind: SlotKind, from: Date): Generator<Candidate> {
  const cron = kind === "full" ? schedule.fullCron : schedule.incrementalCron;
  if (cron === null) return;
  const cadence = { cron, zone: schedule.zone };
  // its jitter or a window may not be over yet
  const before = slotBefore(cadence, from);
  if (before) yield { kind, slot: before };
  for (const slot of slotsAfter(cadence, from)) yield { kind, slot };
}

function plannedOf(
  schedule: ScheduleSetting & { databaseId: string },
  { kind, slot }: Candidate,
): PlannedRun {
  const begin = beginOf(schedule, slot.at);
  return {
    kind,
    slotAt: slot.at,
    beginsAt: begin.at,
    local: new Date(slot.wall).toISOString().slice(0, 16).replace("T", " "),
    zoneName: zoneNameAt(schedule.zone, slot.at),
    jitterSeconds: begin.jitterSeconds,
    window: begin.window,
    change: changeWords(slot),
  };
}

function zoneNameAt(timeZone: string, at: Date): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    timeZoneName: "shortOffset",
  }).formatToParts(at);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone;
}
