import { z } from "zod";
import { isZone } from "../zones/index.ts";
import { type MaintenanceWindow, windowInput } from "./windows.ts";

export type { MaintenanceWindow };

export const SLOT_KINDS = ["full", "incremental"] as const;
export type SlotKind = (typeof SLOT_KINDS)[number];

export const LIMITS = { jitterSeconds: 3_600, windows: 20, catchUpHours: 168, because: 500 };

/** A name, and no bare offset, which no clock changes. */
const isNamedZone = (name: string): boolean => /^[A-Za-z]/.test(name) && isZone(name);

/** When backups of a database start by themselves. */
export const settingInput = z.object({
  incrementalCron: z.string().max(200).nullable(),
  fullCron: z.string().max(200).nullable(),
  zone: z.string().max(60).refine(isNamedZone, "is no time zone that this server knows"),
  jitterSeconds: z.number().int().min(0).max(LIMITS.jitterSeconds),
  windows: z.array(windowInput).max(LIMITS.windows),
  /** What becomes of a slot in a maintenance window. */
  inWindow: z.enum(["skip", "postpone"]),
  /** 0: a missed slot stays missed. */
  catchUpHours: z.number().int().min(0).max(LIMITS.catchUpHours),
});
export type ScheduleSetting = z.infer<typeof settingInput>;

export const scheduleOfInput = z.object({ databaseId: z.uuid() });
export const saveScheduleInput = settingInput.extend({
  databaseId: z.uuid(),
  /** `changedAt` of the schedule that was looked at, null for none: refused when it is another one by now. */
  basedOn: z.date().nullable().optional(),
});
export type SaveScheduleInput = z.infer<typeof saveScheduleInput>;
export const pauseInput = z.object({
  databaseId: z.uuid(),
  because: z.string().trim().min(1, "Say why").max(LIMITS.because),
  /** Null until somebody resumes it. */
  until: z.date().nullable(),
});
export type PauseInput = z.infer<typeof pauseInput>;
export const previewInput = saveScheduleInput;

/**
 * `started`: in its time. `caught-up`: made up for later. `postponed`: began after a maintenance window. `missed`: nobody
 * was there. `busy`: another run was in the way. `window`: lay in a maintenance window. `paused`: lay in a pause.
 * `with-full`: a full backup of the same moment did for it. `followed`: continuous protection did.
 */
export const SLOT_OUTCOMES = [
  "started",
  "caught-up",
  "postponed",
  "missed",
  "busy",
  "window",
  "paused",
  "with-full",
  "followed",
] as const;
export type SlotOutcome = (typeof SLOT_OUTCOMES)[number];

/** What came of a slot, or of several in a row. */
export interface SlotDto {
  id: string;
  kind: SlotKind;
  slotAt: Date;
  firstSlotAt: Date;
  slots: number;
  /** More than could be counted. */
  isMore: boolean;
  outcome: SlotOutcome;
  at: Date;
  text: string | null;
  /** The run that it started, or that made up for it, or that was in the way. */
  run: { id: string; state: string; startedAt: Date | null } | null;
}

export const slotsInput = z.object({
  databaseId: z.uuid(),
  /** Leaves out what went as planned. */
  eventsOnly: z.boolean().default(true),
  cursor: z.string().max(80).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export interface SlotPage {
  items: SlotDto[];
  nextCursor: string | null;
}

export interface Pause {
  since: Date;
  until: Date | null;
  because: string;
  by: string;
}

/** How a schedule stands, for whoever lists databases. */
export interface ScheduleFacts {
  enabled: boolean;
  paused: Pause | null;
  nextAt: Date | null;
  nextKind: SlotKind | null;
  /** Usual interval of whatever protects: the shorter of the two cadences; null without a schedule. */
  everyMillis: number | null;
  /** The longest time between two backups of the same, such as a night or a weekend. */
  longestMillis: number | null;
  /** Usual time between incremental backups; null when none are planned. */
  incrementalMillis: number | null;
  zone: string | null;
  /** When the schedule was last changed; null without one. */
  changedAt: Date | null;
}

export interface CadenceDto {
  kind: SlotKind;
  cron: string;
  words: string;
  usualMillis: number | null;
  longestMillis: number | null;
}

/** A run that is to come, or a slot that will be skipped. */
export interface PlannedRun {
  kind: SlotKind;
  slotAt: Date;
  /** When it begins: the slot, its share of the jitter, the end of a maintenance window. */
  beginsAt: Date;
  /** As the clock in the zone reads then: `2026-10-25 02:30`. */
  local: string;
  zoneName: string;
  jitterSeconds: number;
  window: "skipped" | "postponed" | null;
  /** What a change of the clocks does to it, in words. */
  change: string | null;
}

export interface ScheduleDto extends ScheduleSetting {
  databaseId: string;
  cadences: CadenceDto[];
  sentence: string;
  paused: Pause | null;
  next: PlannedRun[];
  /** The full backup is due and waits for another run to end. */
  fullWaits: boolean;
  changedAt: Date;
}

/** What a setting would mean, or what is wrong with it by field. */
export type PreviewDto =
  | { ok: true; sentence: string; cadences: CadenceDto[]; next: PlannedRun[] }
  | { ok: false; errors: Partial<Record<keyof ScheduleSetting, string>> };

/** Slots that nobody was there for. */
export interface MissedSlots {
  kind: SlotKind;
  firstSlotAt: Date;
  slotAt: Date;
  slots: number;
  /** When that was found out. */
  at: Date;
  /** A later run made up for them. */
  isMadeUp: boolean;
}
