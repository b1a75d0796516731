import { z } from "zod";
import { ALARM_KINDS, type AlarmKind, SEVERITIES, type Severity } from "./catalogue.ts";
import { CHANNEL_KINDS, type ChannelField, type ChannelKind } from "./channel-fields.ts";
import type { FactLinks } from "./fact.ts";
import { ALARM_STATES, type AlarmState } from "./state.ts";

export * from "./catalogue.ts";
export * from "./channel-fields.ts";
export type { FactLinks } from "./fact.ts";
export { ALARM_STATES, type AlarmState } from "./state.ts";

export interface AlarmDto {
  id: string;
  kind: AlarmKind;
  /** The kind as a heading, what is still safe, and what to do. */
  name: string;
  safe: string;
  advice: string;
  severity: Severity;
  state: AlarmState;
  sentence: string;
  database: { id: string; name: string; slug: string } | null;
  links: FactLinks;
  raisedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedAt: Date | null;
  /** How often it was raised. */
  times: number;
  mutedUntil: Date | null;
}

export const EVENTS = [
  "raised",
  "raised-again",
  "worsened",
  "acknowledged",
  "unacknowledged",
  "resolved",
  "reminded",
  "muted",
  "unmuted",
  "pinned",
] as const;
export type AlarmEventWhat = (typeof EVENTS)[number];

export interface AlarmEventDto {
  id: string;
  at: Date;
  what: AlarmEventWhat;
  by: string | null;
  text: string | null;
}

export const DELIVERY_STATES = ["waiting", "sent", "dead", "dropped"] as const;
/** `dead`: given up; `dropped`: there was no longer anything to say. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** What a receiver answered. */
export interface ReceiverAnswer {
  ok: boolean;
  /** HTTP status or SMTP code; null when there was no answer. */
  status: number | null;
  /** The first characters of what it said, or why there was no answer. */
  text: string;
  at: Date;
  millis: number;
}

export interface DeliveryDto {
  id: string;
  channel: { id: string; name: string; kind: ChannelKind } | null;
  databaseName: string | null;
  what: string;
  state: DeliveryState;
  attempts: number;
  createdAt: Date;
  /** While it waits: when it is tried next. */
  nextAt: Date | null;
  heldBecause: string | null;
  endedAt: Date | null;
  subject: string | null;
  answer: ReceiverAnswer | null;
  alarms: number;
}

export interface AlarmDetail {
  alarm: AlarmDto;
  events: AlarmEventDto[];
  /** The newest 100. */
  deliveries: DeliveryDto[];
}

export interface AlarmPage {
  items: AlarmDto[];
  nextCursor: string | null;
}

/** For the navigation. */
export interface AlarmCounts {
  open: number;
  acknowledged: number;
  /** Of those that nobody has acknowledged. */
  worst: Severity | null;
}

const severity = z.enum(SEVERITIES);
const kind = z.enum(ALARM_KINDS);
export const alarmIdInput = z.object({ id: z.uuid() });
export const alarmListInput = z.object({
  states: z.array(z.enum(ALARM_STATES)).max(3).optional(),
  severities: z.array(severity).max(3).optional(),
  kinds: z.array(kind).max(ALARM_KINDS.length).optional(),
  databaseId: z.uuid().optional(),
  cursor: z.string().max(80).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type AlarmListInput = z.input<typeof alarmListInput>;
const note = z.string().trim().max(500).optional();
export const acknowledgeInput = z.object({ id: z.uuid(), note });
export const muteInput = z.object({
  kind,
  databaseId: z.uuid().nullable(),
  until: z.date(),
  note,
});
export const unmuteInput = z.object({ kind, databaseId: z.uuid().nullable() });

export interface MuteDto {
  kind: AlarmKind;
  databaseId: string | null;
  databaseName: string | null;
  until: Date;
  by: string;
  note: string | null;
}

/** A channel as it is shown: of secrets only which are set. */
export interface ChannelDto {
  id: string;
  name: string;
  kind: ChannelKind;
  /** As people call it. */
  kindName: string;
  enabled: boolean;
  settings: Record<string, string>;
  secretsSet: string[];
  /** The newest delivery that came to an end. */
  last: { at: Date; ok: boolean; text: string } | null;
  waiting: number;
  routes: number;
}

const name = z.string().trim().min(1, "Enter a name").max(80);
const value = z.string().max(4_000);
const values = z.record(z.string().max(40), value);
export const channelInput = z.object({
  name,
  kind: z.enum(CHANNEL_KINDS),
  enabled: z.boolean().default(true),
  settings: values,
  /** Only those that are to be set or replaced. */
  secrets: values,
});
export type ChannelInput = z.infer<typeof channelInput>;
export const editChannelInput = channelInput.omit({ kind: true }).extend({ id: z.uuid() });
export type EditChannelInput = z.infer<typeof editChannelInput>;
export const channelIdInput = z.object({ id: z.uuid() });

export interface RouteDto {
  id: string;
  channelId: string;
  channelName: string;
  severity: Severity;
  databaseIds: string[];
  tags: string[];
  kinds: AlarmKind[];
  sendResolved: boolean;
}
export const routeInput = z.object({
  id: z.uuid().optional(),
  channelId: z.uuid(),
  severity,
  databaseIds: z.array(z.uuid()).max(500),
  tags: z.array(z.string().trim().min(1).max(60)).max(50),
  kinds: z.array(kind).max(ALARM_KINDS.length),
  sendResolved: z.boolean(),
});
export type RouteInput = z.infer<typeof routeInput>;

export const DIGESTS = ["off", "daily", "weekly"] as const;
const minutesOfDay = z.number().int().min(0).max(1_439);
export const policyInput = z.object({
  zone: z.string().min(1).max(60),
  quiet: z.boolean(),
  quietFrom: minutesOfDay,
  quietTo: minutesOfDay,
  quietDays: z.array(z.number().int().min(1).max(7)).max(7),
  criticalPasses: z.boolean(),
  remindMinutes: z.number().int().min(5).max(43_200).nullable(),
  digest: z.enum(DIGESTS),
  digestAt: minutesOfDay,
  digestDay: z.number().int().min(1).max(7),
  digestChannelIds: z.array(z.uuid()).max(50),
});
export type AlarmPolicyDto = z.infer<typeof policyInput>;

/** What is watched of a database. */
export interface WatchDto {
  databaseId: string;
  massOn: boolean;
  massPercent: number;
  massSigma: number;
  /** Null: as the verification policy says, or the default. */
  verifyStaleDays: number | null;
  pingUrlSet: boolean;
  pingHost: string | null;
  lastPing: { at: Date; ok: boolean; text: string } | null;
}
export const watchInput = z.object({
  databaseId: z.uuid(),
  massOn: z.boolean(),
  massPercent: z.number().min(0.1).max(100),
  massSigma: z.number().min(2).max(100),
  verifyStaleDays: z.number().int().min(1).max(3_650).nullable(),
});
export type WatchInput = z.infer<typeof watchInput>;
/** Null takes the address away. */
export const pingInput = z.object({
  databaseId: z.uuid(),
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable(),
});
export const databaseWatchInput = z.object({ databaseId: z.uuid() });

/** The catalogue, for forms. */
export interface AlarmKindDto {
  kind: AlarmKind;
  name: string;
  when: string;
  severity: Severity;
  ofDatabase: boolean;
}

export interface ChannelKindDto {
  kind: ChannelKind;
  name: string;
  about: string;
  fields: readonly ChannelField[];
}

/** What a test of a channel or of a ping brought back. */
export interface TestResult {
  answer: ReceiverAnswer;
}
