import { z } from "zod";
import type { SetState } from "../backup-sets/schema.ts";
import type { ContinuousFacts } from "../continuous/schema.ts";
import type { ServerAddress, StoreDto, VerifyPolicy } from "../databases/schema.ts";
import type { LogWindow, WriteRate } from "../forecast/schema.ts";
import type { StoreFormat } from "../formats/schema.ts";
import type { RetentionPolicy } from "../retention/schema.ts";
import type { RunAsked, RunDto, RunResult, RunState } from "../runs/schema.ts";
import { isZone } from "../zones/index.ts";

/** Where a target comes from: somebody set it, or it follows from what is planned. */
export type TargetFrom = "set" | "continuous" | "schedule" | "default";

/** What would be lost now, against what may be lost at most. */
export interface RpoDto {
  /** Everything that was committed before is protected; null when nothing is. */
  since: Date | null;
  /** At the time of the answer; null when nothing is protected. */
  ageMillis: number | null;
  /** `look`: the source was known to have nothing newer then. `transaction`: the newest protected one's commit. */
  basis: "look" | "transaction" | "never";
  newestCommitAt: Date | null;
  targetMinutes: number;
  targetFrom: TargetFrom;
  isOverdue: boolean;
  /** Seen at the source by a run that did not get them; null when nothing was seen there. */
  unprotectedTransactions: number | null;
  unprotectedSeenAt: Date | null;
}

/** Whether backups are started by a schedule. */
export interface PlanDto {
  state: "none" | "on" | "paused";
  /** Usual time between backups; null without a schedule. */
  everyMillis: number | null;
  /** The longest that is planned, such as a night or a weekend. */
  longestMillis: number | null;
  /** Usual time between incremental backups; null when none are planned. */
  incrementalMillis: number | null;
}

export interface NextRun {
  at: Date;
  kind: "full" | "incremental";
}

/** What backups bring in a day; null from less than a day. */
export interface GrowthDto {
  perDayBytes: number | null;
  perDayTransactions: number | null;
  /** Days of which this is the mean. */
  days: number;
}

/** A set that is not as it should be, also an older one. */
export interface Flaw {
  setId: string;
  kind: "inconsistent" | "damaged";
  startedAt: Date;
  /** It is the set that a restore would take first. */
  isNewest: boolean;
}

/** When somebody last looked at the newest good set. */
export interface Verification {
  setId: string;
  /** Null when nobody did. */
  at: Date | null;
  limitDays: number;
  isStale: boolean;
}

/** Of the log window, what tells whether the next backup and the saved schedule are safe. */
export interface StandingWindow
  extends Pick<
    LogWindow,
    | "outlook"
    | "notBefore"
    | "fallsBackAt"
    | "isAssumed"
    | "keepsAll"
    | "windowMillis"
    | "leastMillis"
  > {
  rate: Pick<WriteRate, "peakBytesPerHour"> | null;
}

/** What is known of a database beyond its sets and runs. */
export interface Standing {
  /** Lower case, sorted. */
  tags: string[];
  rpo: RpoDto;
  plan: PlanDto;
  next: NextRun | null;
  /** Null while it is off. */
  continuous: Pick<ContinuousFacts, "state" | "reason" | "since"> | null;
  growth: GrowthDto;
  /** At most the five newest. */
  flaws: Flaw[];
  /** Null without a good set. */
  verification: Verification | null;
  window: StandingWindow;
}

export interface DatabaseDto extends Standing {
  id: string;
  slug: string;
  name: string;
  host: string;
  port: number;
  /** Where else it is reached, in the order in which they are tried after host and port. */
  moreAddresses: ServerAddress[];
  timeoutSeconds: number;
  isDemo: boolean;
  storageDirectory: string;
  createdAt: Date;
  store: StoreDto | null;
  /** What its version means; null until a server has answered. */
  format: StoreFormat | null;
  /** For example "Neo4j 2.3"; null until a server has answered. */
  storeVersionFamily: string | null;
  dialect: 1 | 2 | null;
  /** The newest time at which a good set held everything: end of the last successful backup run on it. */
  newestProtected: Date | null;
  newestTx: number | null;
  lastGood: { runId: string; at: Date; result: RunResult | null } | null;
  /** The newest run that is neither queued nor running. */
  lastRun: RunDto | null;
  activeRun: RunDto | null;
  setCount: number;
  goodSetCount: number;
  totalBytes: number;
  retention: RetentionPolicy;
  verifyPolicy: VerifyPolicy;
  /** Failed backup runs since the last one that succeeded. */
  consecutiveFailures: number;
}

export interface StripLogFile {
  name: string;
  firstCommitAt: Date | null;
  lastCommitAt: Date | null;
  transactions: number;
  bytes: number;
  /** How many log files this one stands for. */
  merged: number;
}

export interface StripSet {
  id: string;
  state: SetState;
  startedAt: Date;
  baseEndAt: Date;
  baseEndTx: number | null;
  lastTx: number | null;
  lastCommitAt: Date | null;
  protectedAt: Date | null;
  pinned: boolean;
  /** When its files are deleted, while it is on its way out. */
  goesAt: Date | null;
  verifyOk: boolean | null;
  /** At most 200; more are merged. */
  logFiles: StripLogFile[];
}

export interface StripRun {
  id: string;
  at: Date;
  state: RunState;
  result: RunResult | null;
  asked: RunAsked;
}

/** A database's protection on a time axis. */
export interface StripDto {
  from: Date;
  to: Date;
  sets: StripSet[];
  /** At most the 200 newest. */
  runs: StripRun[];
}

/** What a run of a day came to; `tended` is housekeeping: verifications, checks, expiries. */
export const DAY_OUTCOMES = [
  "failed",
  "inconsistent",
  "fell-back",
  "backed-up",
  "followed",
  "tended",
  "cancelled",
] as const;
export type DayOutcome = (typeof DAY_OUTCOMES)[number];

export interface DayCell {
  /** `2026-11-24`, where the asker is. */
  day: string;
  outcomes: {
    outcome: DayOutcome;
    count: number;
    /** The newest of them. */
    runId: string;
  }[];
  /** For how long the database was further behind than its target. */
  behindMillis: number;
  /** What its backups brought. */
  transactions: number;
  bytes: number;
}

/** The last 30 days; days on which nothing happened have no cell. */
export interface DaysDto {
  /** Oldest first. */
  days: string[];
  zone: string;
  byDatabase: Record<
    string,
    {
      cells: DayCell[];
      /** What the backups came to at the end of each of the days; null where that was not noted. */
      stored: (number | null)[];
    }
  >;
}

const zone = z.string().min(1).max(64).refine(isZone, "That is no time zone");
export const daysInput = z.object({ zone, id: z.uuid().optional() });

const days = z.number().int().min(1).max(3_660);
export const stripInput = z.object({ id: z.uuid(), days: days.optional() });
