import {
  type ByToken,
  OPERATIONS,
  type TransactionDetail,
  type TransactionSummary,
} from "neo4j-backup/catalogue";
import { z } from "zod";
import type { RunResult, RunState } from "../runs/schema.ts";

export type { TransactionDetail };

/** A stretch of time with the transactions in it; stretches without any are left out. */
export interface TimelineBucket {
  at: Date;
  /** Exclusive. */
  untilAt: Date;
  transactions: number;
  created: number;
  changed: number;
  deleted: number;
}

export interface TimelineRun {
  id: string;
  at: Date;
  state: RunState;
  result: RunResult | null;
}

/** A set's transactions over time. */
export interface Timeline {
  /** At most 400. */
  minutes: TimelineBucket[];
  /** Width of a bucket. */
  bucketMillis: number;
  /** Runs that worked on the set and have ended, oldest first. */
  runs: TimelineRun[];
  /** First restore point: the last transaction of the base. */
  firstTx: number;
  lastTx: number;
  firstAt: Date | null;
  lastAt: Date | null;
  indexBytes: number;
  transactions: number;
}

export interface NamedByToken extends ByToken {
  name: string;
}

export type NamedTransaction = TransactionSummary & { byTokenNamed: NamedByToken[] };

export interface TransactionPage {
  /** Newest first. */
  items: NamedTransaction[];
  /** What to give as `before` for the next page; null at the end. */
  next: number | null;
}

export interface TokenName {
  id: number;
  name: string;
}

/** Names that the set's store and logs know, in alphabetical order. */
export interface TokensDto {
  labels: TokenName[];
  types: TokenName[];
  keys: TokenName[];
}

export interface NeighbourTransaction {
  tx: number;
  committedAt: Date;
  /** What it did, to continue "this transaction ...": "deletes 48,210 of :Session". */
  sentence: string;
}

/** A restore point and what lies on both sides of it. */
export interface NearestDto {
  tx: number;
  /** Null where no log of the set holds its commit. */
  committedAt: Date | null;
  /** The point itself: the last transaction that would be kept. */
  previous: NeighbourTransaction | null;
  /** The first one that would be left out. */
  next: NeighbourTransaction | null;
}

const setId = z.string().max(40);
const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const tokenId = z.number().int().min(0).max(0xffff_ffff);

export const setOfHistoryInput = z.object({ setId });
export const filterInput = z.object({
  firstTx: id.optional(),
  lastTx: id.optional(),
  /** Committed at or after. */
  from: z.date().optional(),
  /** Committed at or before. */
  to: z.date().optional(),
  /** Any of these. */
  operations: z.array(z.enum(OPERATIONS)).max(OPERATIONS.length).optional(),
  label: tokenId.optional(),
  type: tokenId.optional(),
  propertyKey: tokenId.optional(),
  node: id.optional(),
  relationship: id.optional(),
});
export type HistoryFilter = z.infer<typeof filterInput>;
export const pageInput = z.object({
  setId,
  filter: filterInput.default({}),
  /** Only transactions below this id. */
  before: id.optional(),
  limit: z.number().int().min(1).max(100).default(50),
});
export type PageInput = z.infer<typeof pageInput>;
export const transactionInput = z.object({ setId, tx: id });
export const nearestInput = z.union([
  z.object({ setId, at: z.date() }),
  z.object({ setId, tx: id }),
]);
export type NearestInput = z.infer<typeof nearestInput>;
