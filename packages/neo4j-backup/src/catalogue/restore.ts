/** Restore: points and plans. Pure types, safe for a browser. Times are milliseconds since the epoch. */
import type { StoreFormat } from "./neo4j-versions.ts";
import type { StoreIdentity } from "./outcomes.ts";

/** A time means: the last commit at or before it. */
export type RestorePoint = { latest: true } | { transaction: number } | { time: number };

export interface RestorePlan {
  directory: string;
  store: StoreIdentity;
  /** The Neo4j that opens it, as people say it. */
  opensWith: string;
  /** What the store's version means. */
  format: StoreFormat;
  baseFiles: number;
  baseBytes: number;
  /** In order; the last one may be cut behind the transaction that is reached. */
  logFiles: { name: string; bytes: number; isCut: boolean }[];
  /** All that is copied. */
  bytes: number;
  reached: { tx: number; committedAt?: number };
  /** What the backup could be restored to. */
  range: { firstTx: number; lastTx: number; lastCommitAt?: number };
  leftOut: {
    transactions: number;
    bytes: number;
    firstTx?: number;
    lastTx?: number;
    firstCommitAt?: number;
    lastCommitAt?: number;
  };
  /** What Neo4j does by itself at its first start. */
  replay: { transactions: number; bytes: number; estimatedSeconds: number };
  /** Free bytes at the target; undefined when no target was named. */
  freeBytes?: number;
  warnings: string[];
}

export interface RestoreOutcome {
  plan: RestorePlan;
  target: string;
  files: number;
  bytes: number;
  durationMillis: number;
  /** Every file was compared with its SHA-256 in the manifest while it was copied. */
  isProven: boolean;
  /** Set when transactions were applied already: what Neo4j still does at its first start. */
  replayed?: { transactions: number; remaining: string[] };
}
