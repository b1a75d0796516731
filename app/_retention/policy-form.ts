import type { RetentionPolicy, SlotUnit } from "../_trpc/types.ts";
import { isZone } from "../_ui/format/zone.ts";

/** Slots of the calendar in the order of the form, with the most that may be kept and what is offered. */
export const SLOTS: { unit: SlotUnit; label: string; most: number; offered: string }[] = [
  { unit: "hour", label: "Hours", most: 1_000, offered: "" },
  { unit: "day", label: "Days", most: 1_000, offered: "" },
  { unit: "week", label: "Weeks", most: 520, offered: "8" },
  { unit: "month", label: "Months", most: 240, offered: "12" },
  { unit: "quarter", label: "Quarters", most: 80, offered: "" },
  { unit: "year", label: "Years", most: 100, offered: "" },
];

/** The policy as it is being typed: boxes and texts. */
export interface PolicyDraft {
  keepsSets: boolean;
  sets: string;
  keepsWindow: boolean;
  days: string;
  keepsCalendar: boolean;
  /** An empty text keeps no slot of that kind. */
  slots: Record<SlotUnit, string>;
  zone: string;
  minimum: string;
  goesAfterCheck: boolean;
}

export interface PolicyErrors {
  sets?: string;
  days?: string;
  slots?: Partial<Record<SlotUnit, string>>;
  calendar?: string;
  zone?: string;
  minimum?: string;
}

/** The draft of a saved policy; rules that are off offer a sensible number. */
export function draftOf(policy: RetentionPolicy, ownZone = "UTC"): PolicyDraft {
  const { gfs } = policy;
  const slot = (unit: SlotUnit, offered: string) => (gfs ? String(gfs[unit] ?? "") : offered);
  return {
    keepsSets: policy.keepSets !== null,
    sets: String(policy.keepSets ?? 4),
    keepsWindow: policy.windowDays !== null,
    days: String(policy.windowDays ?? 30),
    keepsCalendar: gfs !== null,
    slots: Object.fromEntries(
      SLOTS.map(({ unit, offered }) => [unit, slot(unit, offered)]),
    ) as PolicyDraft["slots"],
    zone: gfs?.zone ?? ownZone,
    minimum: String(policy.minimumGoodSets),
    goesAfterCheck: policy.goesAfterCheck,
  };
}

/** The policy that a draft means, or what is wrong with it by field. Rules that are off are not checked. */
export function readDraft(draft: PolicyDraft): {
  policy: RetentionPolicy | null;
  errors: PolicyErrors;
} {
  const errors: PolicyErrors = {};
  const sets = wholeNumber(draft.sets, 10_000);
  const days = wholeNumber(draft.days, 36_500);
  const minimum = wholeNumber(draft.minimum, 10_000);
  if (draft.keepsSets && sets === null) errors.sets = "A whole number from 1 to 10000";
  if (draft.keepsWindow && days === null) errors.days = "A whole number from 1 to 36500";
  if (minimum === null) errors.minimum = "A whole number from 1 to 10000";
  const gfs = draft.keepsCalendar ? readCalendar(draft, errors) : null;
  if (Object.keys(errors).length > 0 || minimum === null) return { policy: null, errors };
  return {
    policy: {
      keepSets: draft.keepsSets ? sets : null,
      windowDays: draft.keepsWindow ? days : null,
      minimumGoodSets: minimum,
      gfs,
      goesAfterCheck: draft.goesAfterCheck,
    },
    errors,
  };
}

function readCalendar(draft: PolicyDraft, errors: PolicyErrors): RetentionPolicy["gfs"] {
  const counts = {} as Record<SlotUnit, number | null>;
  const wrong: PolicyErrors["slots"] = {};
  for (const { unit, most } of SLOTS) {
    counts[unit] = wholeNumber(draft.slots[unit], most);
    if (counts[unit] === null && draft.slots[unit].trim() !== "") wrong[unit] = `1 to ${most}`;
  }
  if (Object.keys(wrong).length > 0) errors.slots = wrong;
  else if (SLOTS.every(({ unit }) => counts[unit] === null))
    errors.calendar = "Enter how many of at least one kind to keep.";
  if (draft.zone.trim() === "" || !isZone(draft.zone.trim()))
    errors.zone = "Not a time zone, such as Europe/Berlin";
  return { zone: draft.zone.trim(), ...counts };
}

function wholeNumber(text: string, most: number): number | null {
  const value = Number(text);
  return /^\s*\d+\s*$/.test(text) && value >= 1 && value <= most ? value : null;
}

/** True when two policies say the same. */
export function samePolicy(a: RetentionPolicy, b: RetentionPolicy): boolean {
  const isSameCalendar =
    a.gfs === null || b.gfs === null
      ? a.gfs === b.gfs
      : a.gfs.zone === b.gfs.zone &&
        SLOTS.every(({ unit }) => (a.gfs?.[unit] ?? null) === (b.gfs?.[unit] ?? null));
  return (
    a.keepSets === b.keepSets &&
    a.windowDays === b.windowDays &&
    a.minimumGoodSets === b.minimumGoodSets &&
    a.goesAfterCheck === b.goesAfterCheck &&
    isSameCalendar
  );
}
