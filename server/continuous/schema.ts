import { z } from "zod";

/**
 * `starting`: wanted, but no pull has come through yet. `following`: pulls come through. `reconnecting`: the source
 * does not answer. `stopped`: wanted, but something stands in the way that somebody should look at.
 */
export const CONTINUOUS_STATES = [
  "off",
  "starting",
  "following",
  "reconnecting",
  "stopped",
] as const;
export type ContinuousState = (typeof CONTINUOUS_STATES)[number];

/** What is set: how often it pulls, and when a log file is full. */
export interface ContinuousSetting {
  wanted: boolean;
  everySeconds: number;
  rollBytes: number;
  rollMinutes: number;
}

const MEBIBYTE = 1024 * 1024;
export const DEFAULT_SETTING: ContinuousSetting = {
  wanted: false,
  everySeconds: 5,
  rollBytes: 64 * MEBIBYTE,
  rollMinutes: 60,
};
export const LIMITS = {
  everySeconds: { from: 1, to: 300 },
  rollMebibytes: { from: 1, to: 1024 },
  rollMinutes: { from: 1, to: 24 * 60 },
} as const;

/** How the continuous protection of a database stands. */
export interface ContinuousFacts {
  wanted: boolean;
  state: ContinuousState;
  /** Age of the newest pull that brought all the source had; null before the first. */
  lagMillis: number | null;
  /** When that pull began. */
  lastPullAt: Date | null;
  lastTx: number | null;
  lastCommitAt: Date | null;
  /** Newest transaction that the source showed in it. */
  sourceLastTx: number | null;
  /** Since when it is in this state. */
  since: Date | null;
  /** Of the stretch under way, or the last one. */
  reconnects: number;
  /** Why it is starting, reconnecting or stopped. */
  reason: string | null;
}

export interface ContinuousDto extends ContinuousSetting, ContinuousFacts {
  databaseId: string;
  /** The set it writes to now. */
  setId: string | null;
  /** The run of the stretch under way. */
  runId: string | null;
  errorCode: string | null;
  /** When it is tried again, where it waits for that. */
  retryAt: Date | null;
  pulls: number;
  transactions: number;
  bytes: number;
  /** Transactions a minute over the last ten minutes at most; null before the first minute. */
  transactionsPerMinute: number | null;
}

export const continuousOfInput = z.object({ databaseId: z.uuid() });
export const saveContinuousInput = z.object({
  databaseId: z.uuid(),
  wanted: z.boolean(),
  everySeconds: z.number().int().min(LIMITS.everySeconds.from).max(LIMITS.everySeconds.to),
  rollBytes: z
    .number()
    .int()
    .min(LIMITS.rollMebibytes.from * MEBIBYTE)
    .max(LIMITS.rollMebibytes.to * MEBIBYTE),
  rollMinutes: z.number().int().min(LIMITS.rollMinutes.from).max(LIMITS.rollMinutes.to),
});
export type SaveContinuousInput = z.infer<typeof saveContinuousInput>;
