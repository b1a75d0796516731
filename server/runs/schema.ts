import { z } from "zod";

export const RUN_STATES = ["queued", "running", "succeeded", "failed", "cancelled"] as const;
export type RunState = (typeof RUN_STATES)[number];

/** What was asked for. */
export const RUN_ASKED = [
  "auto",
  "full",
  "incremental",
  "follow",
  "verify",
  "check",
  "restore",
  "roll-forward",
  "expire",
  "delete-set",
] as const;
export type RunAsked = (typeof RUN_ASKED)[number];

/** What came of a run that succeeded. A verify that finds damage, or a check that finds inconsistencies, is a failed run. */
export const RUN_RESULTS = [
  "full",
  "incremental",
  "nothing-new",
  "fell-back-to-full",
  "followed",
  "verified",
  "checked",
  "restored",
  "rolled-forward",
  "expired",
  "set-deleted",
] as const;
export type RunResult = (typeof RUN_RESULTS)[number];

export type RunTrigger = "manual" | "retry" | "schedule" | "system";

export interface RunError {
  code: string;
  message: string;
  detail: string | null;
  /** What is still safe. */
  safe: string;
  /** What to do next. */
  advice: string;
  retry: "never" | "later" | "full-instead";
  server: { className: string; message: string } | null;
  /** Of a source with several addresses: what each one that was tried said. */
  addresses?: AddressFailure[];
}

/** Why a backup could not be had from one address. */
export interface AddressFailure {
  /** `host:port`. */
  address: string;
  code: string;
  message: string;
}

export interface RunProgress {
  phase: string;
  kind: string;
  file: string | null;
  files: number;
  bytes: number;
  expectedBytes: number | null;
  transactions: number;
  lastTx: number | null;
  lastCommitAt: Date | null;
  bytesPerSecond: number | null;
  etaSeconds: number | null;
  verifiedBytes: number;
  verifyTotalBytes: number | null;
  /** Of the phase, 0 to 1, where that is what is known; null in phases that count bytes. */
  fraction: number | null;
  at: Date;
}

export interface RunPhase {
  phase: string;
  startedAt: Date;
  finishedAt: Date | null;
}

/** Where to restore to. A time means: the last commit at or before it. */
export const restorePoint = z.union([
  z.object({ latest: z.literal(true) }),
  z.object({ transaction: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER) }),
  z.object({ time: z.date() }),
]);
export type RestorePointDto = z.infer<typeof restorePoint>;

/** What a restore was asked for. */
export interface RestoreParams {
  to: RestorePointDto;
  /** A name below the restore root. */
  directory: string;
  /** Its transactions are applied to the copy's records, so that it can be read without Neo4j. */
  replayed?: boolean;
}

/** What a restore made. The transaction that was reached, files and bytes are the run's own figures. */
export interface RestoreOutcomeDto {
  /** Whole path of the directory. */
  target: string;
  /** Every file was compared with its checksum while it was copied. */
  isProven: boolean;
  /** The Neo4j that opens it, as people say it. */
  opensWith: string;
  /** What Neo4j does by itself at its first start. */
  replay: { transactions: number; bytes: number; estimatedSeconds: number };
  /** Set when transactions were applied already: how many, and what Neo4j still does at its first start. */
  applied?: { transactions: number; remaining: string[] };
}

export interface RunDto {
  id: string;
  databaseId: string;
  databaseName: string;
  databaseSlug: string;
  setId: string | null;
  asked: RunAsked;
  trigger: RunTrigger;
  state: RunState;
  result: RunResult | null;
  requestedAt: Date;
  /** The slot of the schedule that started it. */
  slotAt: Date | null;
  startedAt: Date | null;
  finishedAt: Date | null;
  durationMillis: number | null;
  transactions: number | null;
  firstTx: number | null;
  lastTx: number | null;
  lastCommitAt: Date | null;
  bytes: number | null;
  files: number | null;
  /** For example why an incremental run fell back to full, or what a retention run removed. */
  reason: string | null;
  error: RunError | null;
  cancelRequestedAt: Date | null;
  workerId: string | null;
  /** The address of the source that is, or was, used: `host:port`; null while none is, and when none served. */
  address: string | null;
  retryOf: string | null;
  retriedBy: string | null;
  progress: RunProgress | null;
  phases: RunPhase[];
  repaired: string[];
  /** A backup that succeeded, but whose consistency check found something. */
  inconsistent: boolean;
  /** Of a restore. */
  restore: (RestoreParams & { outcome: RestoreOutcomeDto | null }) | null;
}

export interface LogLine {
  seq: number;
  at: Date;
  level: "info" | "warning" | "error";
  text: string;
}

export type StartAnswer =
  | { ok: true; run: RunDto }
  /** `run` is the one in the way, where one is. */
  | { ok: false; reason: string; run: RunDto | null };

/** What `runs.watch` yields: the run as it stands, and the log lines since the event before. */
export interface RunEvent {
  run: RunDto;
  log: LogLine[];
}

/** What `runs.watchAll` yields, and what goes through Postgres notifications. */
export interface RunSignal {
  runId: string;
  databaseId: string;
  state: RunState;
  progress: RunProgress | null;
}

export const runIdInput = z.object({ id: z.uuid() });
export const startInput = z.object({
  databaseId: z.uuid(),
  asked: z.enum(["auto", "full", "incremental"]),
});
export const listInput = z.object({
  databaseId: z.uuid().optional(),
  states: z.array(z.enum(RUN_STATES)).optional(),
  results: z.array(z.enum(RUN_RESULTS)).optional(),
  asked: z.array(z.enum(RUN_ASKED)).optional(),
  /** Inclusive. */
  from: z.date().optional(),
  /** Exclusive. */
  to: z.date().optional(),
  cursor: z.string().max(80).optional(),
  limit: z.number().int().min(1).max(200).default(50),
});
export type ListInput = z.input<typeof listInput>;
export interface RunPage {
  items: RunDto[];
  nextCursor: string | null;
}

export const countsInput = z.object({ databaseId: z.uuid().optional() }).optional();
export interface RunCounts {
  running: number;
  queued: number;
  /** Databases whose last finished backup run failed. */
  failedRecently: number;
}
export const watchInput = z.object({ id: z.uuid(), lastEventId: z.string().nullish() });
export const watchAllInput = z.object({ lastEventId: z.string().nullish() }).optional();
