/**
 * The index of one log file: what each of its transactions changed, and which transactions touched an
 * entity. Three files beside each other: `rows` (fixed size, in transaction order), `tokens` (what rows
 * point to), `postings` (sorted runs of 64-bit numbers: entity above, row number below).
 */
import { i64Field, layout, u16Field, u32Field } from "../bytes/layout.ts";
import type { TransactionSummary } from "../catalogue/history.ts";
import type { TokenKind } from "../store/tokens.ts";

export const INDEX_FORMAT = 1;
/** Row numbers have 24 bits: so many transactions fit into the index of one log file. */
export const MAX_ROWS = 2 ** 24;

export const rowLayout = layout("transaction row", 112, {
  tx: i64Field(0),
  from: i64Field(8),
  to: i64Field(16),
  startedAt: i64Field(24),
  committedAt: i64Field(32),
  commands: u32Field(40),
  nodesCreated: u32Field(44),
  nodesChanged: u32Field(48),
  nodesDeleted: u32Field(52),
  relationshipsCreated: u32Field(56),
  relationshipsChanged: u32Field(60),
  relationshipsDeleted: u32Field(64),
  propertiesCreated: u32Field(68),
  propertiesChanged: u32Field(72),
  propertiesDeleted: u32Field(76),
  labelsAdded: u32Field(80),
  labelsRemoved: u32Field(84),
  schema: u32Field(88),
  tokens: u32Field(92),
  legacyIndexes: u32Field(96),
  tokensFrom: u32Field(100),
  tokensCount: u32Field(104),
  spare: u32Field(108),
});
export type Row = ReturnType<typeof rowLayout.read>;

export const tokenLayout = layout("token count", 16, {
  kind: u16Field(0),
  spare: u16Field(2),
  id: u32Field(4),
  created: u32Field(8),
  deleted: u32Field(12),
});
export const TOKEN_KINDS = ["label", "type"] as const;

/** What the postings' runs are, and which log file the index belongs to. */
export interface IndexMeta {
  format: typeof INDEX_FORMAT;
  log: string;
  logBytes: number;
  logSha256: string | undefined;
  rows: number;
  firstTx: number | undefined;
  lastTx: number | undefined;
  /** Number of postings in each sorted run, in file order. */
  runs: number[];
  minutes: [at: number, transactions: number, created: number, changed: number, deleted: number][];
  /** Tokens that this log file made. */
  newTokens: [kind: TokenKind, id: number, name: string][];
  /** Of all index files. */
  bytes: number;
}

/** Without the tokens, which lie elsewhere. */
export function summaryOfRow(row: Row): Omit<TransactionSummary, "byToken"> {
  return {
    tx: row.tx,
    startedAt: row.startedAt,
    committedAt: row.committedAt,
    bytes: row.to - row.from,
    commands: row.commands,
    nodes: {
      created: row.nodesCreated,
      changed: row.nodesChanged,
      deleted: row.nodesDeleted,
    },
    relationships: {
      created: row.relationshipsCreated,
      changed: row.relationshipsChanged,
      deleted: row.relationshipsDeleted,
    },
    properties: {
      created: row.propertiesCreated,
      changed: row.propertiesChanged,
      deleted: row.propertiesDeleted,
    },
    labels: { added: row.labelsAdded, removed: row.labelsRemoved },
    schema: row.schema,
    tokens: row.tokens,
    legacyIndexes: row.legacyIndexes,
  };
}
