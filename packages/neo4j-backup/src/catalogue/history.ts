/** What transactions changed. Pure types, safe for a browser. Times are milliseconds since the epoch. */

export interface Changes {
  created: number;
  changed: number;
  deleted: number;
}

export interface TransactionCounts {
  nodes: Changes;
  relationships: Changes;
  properties: Changes;
  labels: { added: number; removed: number };
  /** Rules of indexes and constraints. */
  schema: number;
  /** New labels, relationship types and property keys. */
  tokens: number;
  /** Entries and definitions of legacy indexes. */
  legacyIndexes: number;
}

/** What happened to nodes of one label, or to relationships of one type. */
export interface ByToken {
  kind: "label" | "type";
  id: number;
  created: number;
  deleted: number;
}

export interface TransactionSummary extends TransactionCounts {
  tx: number;
  startedAt: number;
  committedAt: number;
  /** Bytes in the log. */
  bytes: number;
  commands: number;
  byToken: ByToken[];
}

export const OPERATIONS = [
  "node-created",
  "node-changed",
  "node-deleted",
  "relationship-created",
  "relationship-changed",
  "relationship-deleted",
  "property-created",
  "property-changed",
  "property-deleted",
  "label-added",
  "label-removed",
  "schema",
  "token",
  "legacy-index",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** All that are given must hold. */
export interface TransactionFilter {
  firstTx?: number;
  lastTx?: number;
  /** Committed at or after, and at or before. */
  from?: number;
  to?: number;
  operations?: Operation[];
  label?: number;
  type?: number;
  propertyKey?: number;
  node?: number;
  relationship?: number;
}

/** Transactions of one minute. */
export interface MinuteOfTransactions {
  /** Start of the minute. */
  at: number;
  transactions: number;
  created: number;
  changed: number;
  deleted: number;
}

/** A property's value, as text that can be shown. */
export interface ShownValue {
  /** `int`, `string`, `long[]`, ... */
  type: string;
  text: string;
  /** The text is only the beginning. */
  isCut: boolean;
}

export interface PropertyChange {
  key: string;
  before?: ShownValue;
  after?: ShownValue;
}

export type EntityKind =
  | "node"
  | "relationship"
  | "graph"
  | "schema rule"
  | "token"
  | "legacy index";

/** What happened to one entity. Names are those that the tokens had then. */
export interface EntityChange {
  kind: EntityKind;
  /** -1 where there is none. */
  id: number;
  operation: "created" | "changed" | "deleted";
  labelsBefore?: string[];
  labelsAfter?: string[];
  /** Relationship: its type and ends, as far as the log says them. */
  type?: string;
  start?: number;
  end?: number;
  /** One sentence, for what is neither node nor relationship. */
  text?: string;
  properties: PropertyChange[];
}

export interface TransactionDetail extends TransactionSummary {
  entities: EntityChange[];
  /** Entities that are not listed, because there are too many. */
  moreEntities: number;
}
