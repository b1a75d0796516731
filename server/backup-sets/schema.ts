import type { Finding } from "neo4j-backup/catalogue";
import { z } from "zod";
import type { StoreFormat } from "../formats/schema.ts";

export type { Finding };

/** `failed`: its full backup never completed, so nothing in it can be restored; it does not count. */
export const SET_STATES = ["building", "good", "damaged", "failed"] as const;
export type SetState = (typeof SET_STATES)[number];

export interface LogFileDto {
  name: string;
  version: number;
  bytes: number;
  firstTx: number | null;
  lastTx: number | null;
  firstCommitAt: Date | null;
  lastCommitAt: Date | null;
  transactions: number;
  runId: string | null;
  sha256: string;
}

/** A contradiction between records, found by a consistency check. */
export interface CheckFinding {
  kind: string;
  message: string;
  /** Name of the store file. */
  store: string;
  recordId: number;
  /** Where the record lies in its file. */
  offset: number;
  other?: { store: string; recordId: number };
}

export interface CheckDto {
  at: Date;
  ok: boolean;
  /** The transaction up to which it looked; later ones came after it. */
  lastTx: number;
  checked: string[];
  notChecked: string[];
  /** How many of each kind were found, those that were not kept included. */
  totals: Record<string, number>;
  /** At most the first 200; `sets.findings` has all that were kept. */
  findings: CheckFinding[];
}

/** Nothing deletes a set while this is there. */
export interface SetHold {
  reason: string;
  by: string;
  since: Date;
  until: Date | null;
  /** It is the whole database that is held. */
  ofDatabase: boolean;
}

/** A set on its way out: restorable until its files are deleted, and still to be brought back. */
export interface SetLeaving {
  since: Date;
  /** When its files are deleted. */
  goesAt: Date;
  because: string[];
  by: "policy" | "person";
  byName: string | null;
}

export interface SetDto {
  id: string;
  databaseId: string;
  directory: string;
  state: SetState;
  startedAt: Date;
  finishedAt: Date | null;
  baseEndTx: number | null;
  /** Commit time of `baseEndTx`, or when the full backup's stream began: the first restorable moment. */
  baseEndAt: Date | null;
  lastTx: number | null;
  /** Commit time of the newest transaction in the set. */
  lastCommitAt: Date | null;
  /** End of the last successful run on the set: the newest time at which everything was known to be in it. */
  protectedAt: Date | null;
  baseBytes: number;
  totalBytes: number;
  logFiles: LogFileDto[];
  pinned: boolean;
  pinNote: string | null;
  /** Under legal hold. */
  hold: SetHold | null;
  /** In its grace period, before it is deleted. */
  leaving: SetLeaving | null;
  verifiedAt: Date | null;
  verifyOk: boolean | null;
  verifyFindings: Finding[];
  fellBackBecause: string | null;
  /** Of its store; null of sets that were last written to before it was kept. */
  format: StoreFormat | null;
  /** The set it was made of, without the server; null for one that was pulled. */
  rolledFrom: string | null;
  /** The last consistency check; null when there was none. */
  check: CheckDto | null;
  /** Size of the index of its transactions; null until there is one. */
  indexBytes: number | null;
  /** A run is writing, reading or deleting it, or is queued to. */
  inUse: boolean;
  runCount: number;
}

export const setIdInput = z.object({ id: z.string().max(40) });
export const setsOfDatabaseInput = z.object({ databaseId: z.uuid() });
export const pinInput = setIdInput.extend({ note: z.string().trim().max(200).optional() });
export const removeSetInput = setIdInput.extend({ confirm: z.string() });
