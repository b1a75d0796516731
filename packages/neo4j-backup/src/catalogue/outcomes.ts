/** What a run gives back, and what it tells while it goes. Pure types, safe for a browser. */
import type { BackupCheckVerdict } from "./consistency.ts";
import type { ErrorCode } from "./errors.ts";

export type BackupKind = "full" | "incremental";

/** `creationTime` and `randomId` identify a store; the other fields may change (upgrade in place). */
export interface StoreIdentity {
  /** Milliseconds since the epoch. */
  creationTime: number;
  /** 64 bits, signed, as a decimal string (does not fit a JavaScript number). */
  randomId: string;
  /** Store version, for example `v0.A.6` for Neo4j 2.3. */
  storeVersion: string;
}

/** The transactions of one log file. Ids are inclusive; times are commit times, milliseconds since the epoch. */
export interface LogFileSummary {
  name: string;
  version: number;
  bytes: number;
  sha256: string;
  /** Undefined when the file holds no transaction. */
  firstTx?: number;
  lastTx?: number;
  firstCommitAt?: number;
  lastCommitAt?: number;
  /** Transactions in the file. */
  transactions: number;
  /** A follower still adds to it; the figures are of what was acknowledged so far. */
  isOpen?: boolean;
  /** Of a line of Neo4j that recovers one log file only: every incremental backup adds to it. */
  grows?: boolean;
}

export interface Verdict {
  ok: boolean;
  /** Milliseconds since the epoch. */
  checkedAt: number;
  /** What was looked at, each as a short phrase: `bytes`, `log continuity`, ... */
  checked: string[];
  /** What was not looked at. */
  notChecked: string[];
  findings: Finding[];
}

export interface Finding {
  code: ErrorCode | "missing-file" | "changed-file" | "log-gap" | "unknown-file" | "torn-tail";
  message: string;
  file?: string;
  /** First damaged byte range, end exclusive. */
  range?: [from: number, to: number];
}

export interface BackupOutcome {
  kind: BackupKind;
  /** True when an incremental found no new transaction and wrote nothing. */
  nothingNew: boolean;
  /** Set when an incremental was asked for or possible, but a full backup was made instead. */
  fellBackBecause?: { code: ErrorCode; message: string };
  directory: string;
  store: StoreIdentity;
  /** Wire dialect: 1 for Neo4j 2.2 to 3.0, 2 for 3.1 to 3.5. */
  dialect: 1 | 2;
  /** Last transaction of the base: the first restore point. */
  baseEndTx: number;
  /** First transaction this run added; undefined when it added none. */
  firstTx?: number;
  lastTx: number;
  /** Commit time of `lastTx` in milliseconds since the epoch; undefined when the log does not hold it. */
  lastCommitAt?: number;
  /** Transactions received in this run. */
  transactions: number;
  /** Store files received in this run. */
  files: number;
  /** Payload bytes received in this run. */
  bytes: number;
  durationMillis: number;
  /** The log file this run wrote, if any. */
  logFile?: LogFileSummary;
  /** What was repaired before the run went on, each as a sentence. */
  repaired: string[];
  /** Where the backup that was replaced now lies, if one was. */
  previousDirectory?: string;
  verdict?: Verdict;
  /** The consistency check of the records, when the run made one. */
  consistency?: BackupCheckVerdict;
  /** Why that check could not be made; the backup itself is whole. */
  consistencyProblem?: { code: ErrorCode; message: string };
}

export const PHASES = [
  "locking",
  "reading-target",
  "connecting",
  "waiting-for-check-point",
  "receiving-files",
  "comparing-overlap",
  "receiving-transactions",
  "copying",
  "writing",
  "verifying",
  "publishing",
  "checking",
  "done",
] as const;
export type Phase = (typeof PHASES)[number];

export interface Progress {
  phase: Phase;
  kind: BackupKind | "restore";
  /** The file that is arriving, relative to the store directory. */
  file?: string;
  files: number;
  /** Payload bytes received so far. */
  bytes: number;
  /** Expected total, an estimate from the previous backup of this store; undefined when unknown. */
  expectedBytes?: number;
  transactions: number;
  lastTx?: number;
  lastCommitAt?: number;
  /** While verifying: bytes hashed so far and in all. */
  verifiedBytes?: number;
  verifyTotalBytes?: number;
}

/** One line worth keeping in a run's log. */
export interface Note {
  level: "info" | "warning";
  text: string;
}

/** How many entities the base of a backup holds. */
export interface EntityTotals {
  /** `counts`: as the server counted them; `high marks`: at most so many records fit into the files. */
  basis: "counts" | "high marks";
  /** The last transaction that is counted; null when that is not known. */
  asOfTx: number | null;
  nodes: number;
  relationships: number;
}
