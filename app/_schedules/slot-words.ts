import type { Tone } from "../_runs/outcome.ts";
import type { SlotDto } from "../_trpc/types.ts";
import { formatAge } from "../_ui/format/duration.ts";

const LATE_MILLIS = 60_000;

const OUTCOMES: Record<SlotDto["outcome"], { label: string; tone: Tone }> = {
  started: { label: "Started", tone: "good" },
  "caught-up": { label: "Caught up", tone: "warn" },
  postponed: { label: "Postponed", tone: "good" },
  missed: { label: "Missed", tone: "bad" },
  busy: { label: "Skipped", tone: "warn" },
  window: { label: "In a window", tone: "idle" },
  paused: { label: "Paused", tone: "idle" },
  "with-full": { label: "With full", tone: "idle" },
  followed: { label: "Followed", tone: "idle" },
};

const lateBy = (slot: SlotDto): number =>
  slot.run?.startedAt ? slot.run.startedAt.getTime() - slot.slotAt.getTime() : 0;

/** What came of a slot, as a label and its tone. */
export function outcomeOf(slot: SlotDto): { label: string; tone: Tone } {
  if (slot.outcome === "started" && lateBy(slot) > LATE_MILLIS)
    return { label: "Late", tone: "warn" };
  if (slot.outcome === "missed" && slot.run) return { label: "Missed", tone: "warn" };
  return OUTCOMES[slot.outcome];
}

const clock = (at: Date, timeZone: string, withDay = true): string =>
  new Intl.DateTimeFormat("en-GB", {
    timeZone,
    ...(withDay ? { weekday: "short", day: "numeric", month: "short" } : {}),
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);

/** Which slot, or which slots, in the zone of the schedule. */
export function slotName(slot: SlotDto, zone: string): string {
  if (slot.slots === 1) return `${slot.kind} of ${clock(slot.slotAt, zone)}`;
  const count = slot.isMore ? "more than 1,000" : String(slot.slots);
  return `${count} ${slot.kind} slots, ${clock(slot.firstSlotAt, zone)} to ${clock(slot.slotAt, zone)}`;
}

/** What happened, in a sentence. */
export function slotSentence(slot: SlotDto, zone: string): string {
  const began = slot.run?.startedAt;
  switch (slot.outcome) {
    case "started":
    case "postponed":
    case "caught-up": {
      if (!slot.run) return "Its run is no longer kept.";
      if (!began) return "Its run waits for a free worker.";
      const late = lateBy(slot) > LATE_MILLIS ? `, ${formatAge(lateBy(slot))} after its slot` : "";
      const because =
        slot.outcome === "caught-up"
          ? "; no worker was there at its time"
          : slot.outcome === "postponed"
            ? "; a maintenance window had to end first"
            : "";
      return `Began ${clock(began, zone, false)}${late}${because}.`;
    }
    case "missed":
      if (slot.text) return `Started nothing: ${slot.text}.`;
      return slot.run
        ? "No worker was there; a later run brought what they would have brought."
        : "No worker was there, and nothing was started instead.";
    case "busy":
      return `Started nothing: ${slot.text ?? "the run before it was still going on"}.`;
    case "window":
      return slot.text
        ? `In a maintenance window: ${slot.text}.`
        : "In a maintenance window: started nothing.";
    case "paused":
      return `The schedule was paused${slot.text ? `: ${slot.text}` : ""}.`;
    case "with-full":
      return "The full backup did for it.";
    case "followed":
      return "Continuous protection pulled in its place.";
  }
}

/** `in 12 min`, for what is to come. */
export const inWords = (at: Date, now: number): string =>
  at.getTime() <= now ? "now" : `in ${formatAge(at.getTime() - now)}`;

/** How many slots of the last days began no run, and were not made up for either. */
export function missedSentence(missed: { slots: number; isMadeUp: boolean }[]): string {
  const lost = missed.filter((slots) => !slots.isMadeUp);
  const count = lost.reduce((sum, { slots }) => sum + slots, 0);
  return count === 1
    ? "In the last 7 days 1 slot of the schedule was missed: no worker was there."
    : `In the last 7 days ${count} slots of the schedule were missed: no worker was there.`;
}
