import { verificationAge } from "../_databases/restorable.ts";
import type { Tone } from "../_runs/outcome.ts";
import type { CheckDto, SetDto } from "../_trpc/types.ts";
import { formatCount, plural } from "../_ui/format/bytes.ts";

export interface Verdict {
  tone: Tone;
  /** "consistent", "inconsistent", "not checked yet", "not looked at". */
  word: string;
  /** Days since, when that is too long to lean on. */
  staleDays: number | null;
  /** Transactions that came after the check, in words; null when it saw them all. */
  since: string | null;
}

/** Its records are of a format that cannot be read without Neo4j. */
export const cannotBeChecked = ({ format }: Pick<SetDto, "format">): boolean =>
  format !== null && !format.canBeChecked;

/** What the last consistency check says about a set today. */
export function verdictOf(set: Pick<SetDto, "check" | "lastTx" | "format">, now: number): Verdict {
  const { check } = set;
  if (!check) {
    const word = cannotBeChecked(set) ? "not looked at" : "not checked yet";
    return { tone: "idle", word, staleDays: null, since: null };
  }
  const { days, stale } = verificationAge(check.at, now);
  const later = set.lastTx === null ? 0 : set.lastTx - check.lastTx;
  return {
    tone: check.ok ? (stale ? "warn" : "good") : "bad",
    word: check.ok ? "consistent" : "inconsistent",
    staleDays: stale ? days : null,
    since: later > 0 ? `${plural(later, "transaction")} came after it` : null,
  };
}

/** How many inconsistencies were found, those that are not listed included. */
export const totalOf = (check: Pick<CheckDto, "totals">): number =>
  Object.values(check.totals).reduce((sum, count) => sum + count, 0);

/** "3 inconsistencies of 2 kinds". */
export function findingsSentence(check: Pick<CheckDto, "totals">): string {
  const kinds = Object.values(check.totals).filter((count) => count > 0).length;
  return `${plural(totalOf(check), "inconsistency", "inconsistencies")} of ${formatCount(kinds)} ${kinds === 1 ? "kind" : "kinds"}`;
}
