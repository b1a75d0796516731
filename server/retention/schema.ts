import { z } from "zod";
import type { SetDto } from "../backup-sets/schema.ts";
import { isZone } from "../zones/index.ts";
import { SLOT_UNITS, type SlotUnit } from "./calendar.ts";

export { SLOT_UNITS, type SlotUnit };

const MOST_SLOTS = { hour: 1_000, day: 1_000, week: 520, month: 240, quarter: 80, year: 100 };

/** How many slots of the calendar keep their last restore point, by kind; null where none do. */
export type GfsRules = { zone: string } & Record<SlotUnit, number | null>;

const slots = (unit: SlotUnit) => z.number().int().min(1).max(MOST_SLOTS[unit]).nullable();
const gfsInput = z.object({
  zone: z.string().max(60).refine(isZone, "is no time zone that this server knows"),
  hour: slots("hour"),
  day: slots("day"),
  week: slots("week"),
  month: slots("month"),
  quarter: slots("quarter"),
  year: slots("year"),
});

export const policyInput = z.object({
  keepSets: z.number().int().min(1).max(10_000).nullable(),
  windowDays: z.number().int().min(1).max(36_500).nullable(),
  minimumGoodSets: z.number().int().min(1).max(10_000),
  gfs: gfsInput.nullable().default(null),
  goesAfterCheck: z.boolean().default(false),
});

/** No rule at all: everything is kept. With several, a set stays if any keeps it. */
export interface RetentionPolicy {
  /** Keep the last N good sets. */
  keepSets: number | null;
  /** Be able to go back to any time in the last D days. */
  windowDays: number | null;
  /** Never fewer good sets than this, at least 1. */
  minimumGoodSets: number;
  /** Keep the last restore point of hours, days, weeks, months, quarters and years. */
  gfs: GfsRules | null;
  /** A set may only go once a newer one passed a consistency check. */
  goesAfterCheck: boolean;
}

export const KEEP_ALL: RetentionPolicy = {
  keepSets: null,
  windowDays: null,
  minimumGoodSets: 1,
  gfs: null,
  goesAfterCheck: false,
};

/** Where a database's rules come from. */
export interface RetentionSource {
  policy: RetentionPolicy;
  /** The template that it follows; null when the rules are its own. */
  template: { id: string; name: string } | null;
}

/** Rules that were saved and wait, since they would let go of more than those in force. */
export interface PendingPolicy extends RetentionSource {
  at: Date;
  by: string;
}

export interface RetentionDto extends RetentionSource {
  pending: PendingPolicy | null;
  /** Its template's change that waits, too. */
  templatePending: boolean;
  graceDays: number;
}

export interface RetentionPreviewSet {
  set: SetDto;
  keep: boolean;
  /** Why it stays or goes, as sentences. */
  reasons: string[];
  /** When it would go if nothing else happened; null when it would never. */
  expiresAt: Date | null;
  freesBytes: number;
  /** The rules in force let it go already. */
  goesAnyway: boolean;
}

export interface RetentionPreview {
  sentence: string;
  sets: RetentionPreviewSet[];
  expiresNow: number;
  freesBytesNow: number;
  /** Sets that stay by the rules in force and would go by these. */
  newlyGoing: string[];
}

/** A set that rules would let go and those in force do not: what has to be confirmed. */
export interface LosingSet {
  databaseId: string;
  databaseName: string;
  databaseSlug: string;
  setId: string;
  startedAt: Date;
  /** What it restores. */
  from: Date;
  to: Date;
  bytes: number;
  reasons: string[];
}

/** What saving rules came to. `waits`: nothing changed yet; `losing` must be confirmed. */
export interface SaveAnswer {
  state: "saved" | "waits";
  losing: LosingSet[];
}

export interface TemplateDto {
  id: string;
  name: string;
  policy: RetentionPolicy;
  isBuiltIn: boolean;
  databases: { id: string; name: string; slug: string }[];
  pending: { policy: RetentionPolicy; at: Date; by: string } | null;
}

export interface HoldDto {
  id: string;
  databaseId: string;
  databaseName: string;
  databaseSlug: string;
  /** Null: the whole database. */
  setId: string | null;
  reason: string;
  by: string;
  since: Date;
  until: Date | null;
  lifted: { at: Date; by: string; reason: string } | null;
}

export interface SimulatedSetDto {
  id: string;
  /** A backup to come would make it. */
  imagined: boolean;
  state: SetDto["state"];
  startedAt: Date;
  /** What it restores on that day. */
  from: Date;
  to: Date;
  pinned: boolean;
  held: boolean;
  bytes: number;
  keep: boolean;
  reasons: string[];
  /** In its grace period on that day: when its files are deleted. */
  goesAt: Date | null;
  /** When the rules let it go, and when its files are deleted; null within the time that is looked at. */
  leavesAt: Date | null;
  goneAt: Date | null;
}

export interface SimulatedDayDto {
  at: Date;
  bytes: number;
  sets: SimulatedSetDto[];
  /** Any moment in it can be restored; null without that rule. */
  window: { from: Date; to: Date } | null;
  /** The slots of the calendar that are kept. */
  points: { unit: SlotUnit; name: string; at: Date; setId: string }[];
}

export interface SimulationDto {
  now: Date;
  graceDays: number;
  cadence: {
    fullEveryHours: number | null;
    basis: "schedule" | "sets" | "assumed" | "chosen";
    baseBytes: number;
    logBytesPerDay: number;
  };
  /** Day by day: bytes and sets by the rules that were asked about, and by those in force. */
  line: { at: Date; bytes: number; current: number; sets: number; currentSets: number }[];
  day: SimulatedDayDto | null;
}

const reason = z.string().trim().min(3, "Say why").max(500);
const ids = z.array(z.string().max(40)).max(20_000);

export const retentionOfInput = z.object({ databaseId: z.uuid() });
export const policyOfInput = z.object({ databaseId: z.uuid(), policy: policyInput });
export const simulateInput = policyOfInput.extend({
  /** The day to look at. */
  at: z.date().nullable(),
  /** Another rhythm of full backups than what was seen. */
  fullEveryHours: z
    .number()
    .int()
    .min(1)
    .max(24 * 366)
    .nullable(),
});
/** Either own rules or a template to follow. */
export const saveInput = z.object({
  databaseId: z.uuid(),
  rules: z.union([z.object({ policy: policyInput }), z.object({ templateId: z.uuid() })]),
});
/** `losing`: the sets that were shown; one that was not shown is never let go by it. */
export const confirmInput = z.object({
  databaseId: z.uuid(),
  confirm: z.string().max(200),
  losing: ids,
});
export const templateIdInput = z.object({ id: z.uuid() });
export const templateInput = z.object({
  /** Null for a new one. */
  id: z.uuid().nullable(),
  name: z.string().trim().min(1, "Enter a name").max(80),
  policy: policyInput,
});
export const templatePreviewInput = z.object({ id: z.uuid(), policy: policyInput });
export const confirmTemplateInput = z.object({
  id: z.uuid(),
  confirm: z.string().max(200),
  losing: ids,
});
export const graceInput = z.object({ graceDays: z.number().int().min(0).max(365) });
export const setOfInput = z.object({ setId: z.string().max(40) });
export const undoInput = z.object({ databaseId: z.uuid(), setId: z.string().max(40).nullable() });
export const freeNowInput = undoInput.extend({ confirm: z.string().max(200) });
export const discardInput = z.object({ setId: z.string().max(40), confirm: z.string().max(200) });
export const holdInput = z.object({
  databaseId: z.uuid(),
  setId: z.string().max(40).nullable(),
  reason,
  until: z.date().nullable(),
});
export const liftInput = z.object({ id: z.uuid(), reason });
