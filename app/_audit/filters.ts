import type { AuditOutcome } from "../_trpc/types.ts";
import { dayEnd, dayStart, readDay } from "../_ui/format/days.ts";
import { searchOf } from "../_ui/format/search.ts";

/** The filters of the audit, as they stand in the address. Empty means all. */
export interface AuditFilters {
  who: string;
  act: string;
  about: string;
  outcome: string;
  /** Days of the reader's calendar, `2026-11-22`; both inclusive. */
  from: string;
  to: string;
}

export const NO_FILTERS: AuditFilters = {
  who: "",
  act: "",
  about: "",
  outcome: "",
  from: "",
  to: "",
};

const OUTCOMES: Record<AuditOutcome, string> = { ok: "Done", refused: "Refused", failed: "Failed" };
export const OUTCOME_OPTIONS = [
  { value: "", label: "All" },
  ...Object.entries(OUTCOMES).map(([value, label]) => ({ value, label })),
];
const LONGEST = 200;

export interface AuditQuery {
  who?: string;
  act?: string;
  about?: string;
  outcome?: AuditOutcome;
  from?: Date;
  to?: Date;
}

/** Reads filters from an address; a value that cannot be counts as none. */
export function parseFilters(params: { get(name: string): string | null }): AuditFilters {
  const text = (name: string) => (params.get(name) ?? "").trim().slice(0, LONGEST);
  const outcome = text("outcome");
  return {
    who: text("who"),
    act: text("act"),
    about: text("about"),
    outcome: outcome in OUTCOMES ? outcome : "",
    from: readDay(text("from")),
    to: readDay(text("to")),
  };
}

/** The address's query for filters; empty when nothing is filtered. */
export const toSearch = (filters: AuditFilters): string => searchOf(filters);

/** What to ask the server for. */
export function toQuery({ outcome, from, to, ...text }: AuditFilters): AuditQuery {
  return {
    ...Object.fromEntries(Object.entries(text).filter(([, value]) => value !== "")),
    ...(outcome === "" ? {} : { outcome: outcome as AuditOutcome }),
    ...(from === "" ? {} : { from: dayStart(from) }),
    ...(to === "" ? {} : { to: dayEnd(to) }),
  };
}

/** Where the same entries are got as a file. */
export function exportHref(filters: AuditFilters, format: "csv" | "json"): string {
  const { from, to, ...text } = toQuery(filters);
  return `/api/audit?${new URLSearchParams({
    format,
    ...(text as Record<string, string>),
    ...(from ? { from: from.toISOString() } : {}),
    ...(to ? { to: to.toISOString() } : {}),
  })}`;
}
