import { z } from "zod";

/** How fast a source writes, as the pulls of the last days saw it. */
export interface WriteRate {
  transactionsPerHour: number;
  /** Of the transaction log. */
  bytesPerHour: number;
  /** Of its busiest and its quietest days. */
  peakBytesPerHour: number;
  quietBytesPerHour: number;
  bytesPerTransaction: number;
  /** Days of which pulls are known, and the hours between pulls that were measured. */
  days: number;
  hours: number;
  /** How much is written in each UTC hour of the day, 1 being the mean; null while that is not known. */
  byHour: number[] | null;
}

/** For how long a source keeps the transactions that the next incremental backup needs. */
export interface LogWindow {
  /** The server's setting as it was entered; null while unknown. */
  retention: string | null;
  /** The setting that counts, and whether it is the version's default, for lack of a better one. */
  counted: string;
  isAssumed: boolean;
  rotationBytes: number;
  isRotationAssumed: boolean;
  keepsAll: boolean;
  rate: WriteRate | null;
  /** From a pull to the moment at which what follows it is likely gone; null when that cannot be told, or is never. */
  windowMillis: number | null;
  /** The same, at its shortest. */
  leastMillis: number | null;
  /** Of the newest protected transaction: until then an incremental backup works. */
  notBefore: Date | null;
  /** When it likely falls back to full. */
  fallsBackAt: Date | null;
  /** When it surely does, as long as the source goes on writing; null when it may not. */
  notAfter: Date | null;
  /** When the next incremental backup is planned. */
  nextAt: Date | null;
  /** Whether that one falls back to full. */
  outlook: WindowOutlook;
  /** From what this is computed. */
  because: string;
}

/** Whether the next incremental backup comes before the window closes; `unplanned` while none is planned and it is open. */
export type WindowOutlook = "in-time" | "may-fall-back" | "falls-back" | "unplanned" | "unknown";

/** A backup that had to become a full one. */
export interface FallBack {
  runId: string;
  at: Date;
  reason: string | null;
  /** How long before it the pull before it was. */
  afterMillis: number | null;
}

/** The window of one database with what really happened. */
export interface LogWindowDetail extends LogWindow {
  /** The newest first, at most five. */
  fallBacks: FallBack[];
}

/** When the storage is full. */
export interface DiskForecast {
  root: string;
  freeBytes: number | null;
  totalBytes: number | null;
  /** What backups come to now. */
  storedBytes: number;
  /** By how much they grow a day after retention has had its way; null while that is not known. */
  perDayBytes: number | null;
  /** Likely; null when they do not grow, or it is not known. */
  fullAt: Date | null;
  /** At the fastest growth that the past days make plausible. */
  notBefore: Date | null;
  /** Days that were measured, of those that are needed. */
  days: number;
  neededDays: number;
  /** Databases that grow here but have too little history to count. */
  uncounted: number;
  because: string;
}

const MAX_SETTING = 60;
const MIB = 1_048_576;
/** Neo4j refuses less. */
export const LEAST_ROTATION_BYTES = MIB;
const MOST_ROTATION_BYTES = 1_024 * 1_024 * MIB;

export const windowInput = z.object({ id: z.uuid() });
export const saveLogSettingsInput = z.object({
  id: z.uuid(),
  /** As the server's setting has it; null for unknown. */
  logRetention: z.string().trim().max(MAX_SETTING).nullable(),
  logRotationBytes: z
    .number()
    .int()
    .min(LEAST_ROTATION_BYTES, "A log file has at least 1 MiB")
    .max(MOST_ROTATION_BYTES, "A log file has at most 1 TiB")
    .nullable(),
});
export type SaveLogSettings = z.infer<typeof saveLogSettingsInput>;
