/** What a consistency check says in the end, and while it goes. Pure types, safe for a browser. */
import type { Inconsistency, InconsistencyKind } from "./inconsistencies.ts";

export type CheckStep =
  | "schema"
  | "nodes"
  | "relationships"
  | "properties"
  | "values"
  | "chains"
  | "uniqueness"
  | "counts";

export interface CheckProgress {
  step: CheckStep;
  /** Of the whole check, 0 to 1; grows only. */
  fraction: number;
}

/** A check of a backup: of the state that Neo4j would find after its recovery. */
export interface BackupCheckVerdict extends CheckVerdict {
  /** The transaction that the checked state is as of. */
  lastTx: number;
  /** Transactions that were applied to a scratch copy first. */
  replayed: number;
}

export interface CheckVerdict {
  ok: boolean;
  /** Milliseconds since the epoch. */
  checkedAt: number;
  elapsedMillis: number;
  /** What was looked at, each as a short phrase. */
  checked: string[];
  /** What was not looked at. */
  notChecked: string[];
  /** All findings, those that are not told in full included. */
  total: number;
  totals: Partial<Record<InconsistencyKind, number>>;
  /** The first of each kind, in the order of files and records. */
  findings: Inconsistency[];
  /** Records in use. */
  records: {
    nodes: number;
    relationships: number;
    properties: number;
    propertyRecords: number;
    strings: number;
    arrays: number;
  };
  threads: number;
  /** The memory that grows with the store: bits and small numbers a record. */
  recordMemoryBytes: number;
}
