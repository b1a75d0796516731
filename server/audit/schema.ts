import { z } from "zod";

export const OUTCOMES = ["ok", "refused", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const PAGE_ENTRIES = 50;
const LONGEST_TEXT = 200;

/** What an act was about. */
export interface About {
  kind: string;
  id: string;
  name: string | null;
}

export interface Who {
  kind: "person" | "system" | "nobody";
  id: string | null;
  name: string;
}

export interface AuditEntryDto {
  seq: number;
  at: Date;
  who: Who;
  address: string | null;
  /** The procedure's path, such as `databases.edit`, or a name of the same form. */
  act: string;
  about: About | null;
  outcome: Outcome;
  reason: string | null;
  /** What differs, as it was; null where there was nothing. */
  before: unknown;
  /** What differs, as it became, or what was asked for. */
  after: unknown;
  hash: string;
}

const text = z.string().trim().min(1).max(LONGEST_TEXT).optional();

export const filterInput = z.object({
  /** Id of a person, or the name of who has none. */
  who: text,
  act: text,
  aboutKind: text,
  /** Beginning of a name, or a whole id. */
  about: text,
  outcome: z.enum(OUTCOMES).optional(),
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
});
export type AuditFilter = z.infer<typeof filterInput>;

export const listInput = filterInput.extend({
  /** Entries before this one. */
  cursor: z.number().int().positive().optional(),
});
export type ListInput = z.infer<typeof listInput>;

export const entryInput = z.object({ seq: z.number().int().positive() });

export interface AuditPage {
  entries: AuditEntryDto[];
  nextCursor: number | null;
}

/** What can be chosen in the filter. */
export interface AuditChoices {
  people: { value: string; name: string }[];
  acts: string[];
  kinds: string[];
}

export interface ChainState {
  ok: boolean;
  /** How many entries were looked at, and where they begin. */
  checked: number;
  fromSeq: number;
  /** Newest entry and its hash: noted elsewhere, it proves that nothing before it was changed. */
  headSeq: number;
  headHash: string;
  /** Entries up to this one were let go by the retention of the audit; 0 for none. */
  prunedSeq: number;
  broken: { seq: number; why: string } | null;
  checkedAt: Date;
}
