import { z } from "zod";
import type { SetState } from "../backup-sets/schema.ts";
import type { StoreDto, VerifyPolicy } from "../databases/schema.ts";
import type { RetentionPolicy } from "../retention/schema.ts";
import type { RunAsked, RunDto, RunResult, RunState } from "../runs/schema.ts";

export interface DatabaseDto {
  id: string;
  slug: string;
  name: string;
  host: string;
  port: number;
  timeoutSeconds: number;
  isDemo: boolean;
  storageDirectory: string;
  createdAt: Date;
  store: StoreDto | null;
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

const days = z.number().int().min(1).max(3_660);
export const stripInput = z.object({ id: z.uuid(), days: days.optional() });
export const stripsInput = z.object({ days });
