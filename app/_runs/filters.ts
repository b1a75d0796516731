import type { RunAsked, RunResult, RunState } from "../_trpc/types.ts";
import { dayEnd, dayStart, readDay } from "../_ui/format/days.ts";
import { searchOf } from "../_ui/format/search.ts";

/** The filters of a list of runs, as they stand in the address. Empty means all. */
export interface RunFilters {
  outcome: string;
  kind: string;
  /** `24h`, `7d`, `30d` or `days` (then `from` and `to` count). */
  since: string;
  /** Days of the reader's calendar, `2026-11-22`; both inclusive. */
  from: string;
  to: string;
}

export const NO_FILTERS: RunFilters = { outcome: "", kind: "", since: "", from: "", to: "" };

export interface RunQuery {
  states?: RunState[];
  results?: RunResult[];
  asked?: RunAsked[];
  from?: Date;
  to?: Date;
}

interface Option<T> {
  value: string;
  label: string;
  query: T;
}

type OutcomeQuery = Pick<RunQuery, "states" | "results">;

export const OUTCOMES: Option<OutcomeQuery>[] = [
  { value: "", label: "All", query: {} },
  { value: "active", label: "Running or queued", query: { states: ["running", "queued"] } },
  { value: "succeeded", label: "Succeeded", query: { states: ["succeeded"] } },
  { value: "nothing-new", label: "No new transactions", query: { results: ["nothing-new"] } },
  { value: "fell-back", label: "Fell back to full", query: { results: ["fell-back-to-full"] } },
  { value: "failed", label: "Failed", query: { states: ["failed"] } },
  { value: "cancelled", label: "Cancelled", query: { states: ["cancelled"] } },
];

export const KINDS: Option<Pick<RunQuery, "asked" | "results">>[] = [
  { value: "", label: "All", query: {} },
  { value: "backup", label: "Backups", query: { asked: ["auto", "full", "incremental"] } },
  { value: "full", label: "Full asked for", query: { asked: ["full"] } },
  { value: "incremental", label: "Incremental asked for", query: { asked: ["incremental"] } },
  { value: "follow", label: "Protected stretches", query: { asked: ["follow"] } },
  { value: "verify", label: "Verifications", query: { asked: ["verify"] } },
  { value: "check", label: "Consistency checks", query: { asked: ["check"] } },
  { value: "restore", label: "Restores", query: { asked: ["restore"] } },
  { value: "roll-forward", label: "Rolls forward", query: { asked: ["roll-forward"] } },
  { value: "expire", label: "Expiries", query: { asked: ["expire"] } },
  { value: "delete", label: "Deletions", query: { asked: ["delete-set"] } },
];

const HOUR = 3_600_000;
export const SPANS: Option<number | null>[] = [
  { value: "", label: "Any time", query: null },
  { value: "24h", label: "Last 24 hours", query: 24 * HOUR },
  { value: "7d", label: "Last 7 days", query: 7 * 24 * HOUR },
  { value: "30d", label: "Last 30 days", query: 30 * 24 * HOUR },
  { value: "days", label: "Between two days", query: null },
];

/** Reads filters from an address; a value that is not known counts as none. */
export function parseFilters(params: { get(name: string): string | null }): RunFilters {
  const one = (name: string, options: { value: string }[]) => {
    const value = params.get(name) ?? "";
    return options.some((option) => option.value === value) ? value : "";
  };
  const since = one("since", SPANS);
  return {
    outcome: one("outcome", OUTCOMES),
    kind: one("kind", KINDS),
    since,
    from: since === "days" ? readDay(params.get("from")) : "",
    to: since === "days" ? readDay(params.get("to")) : "",
  };
}

/** The address's query for filters; empty when nothing is filtered. */
export const toSearch = (filters: RunFilters): string =>
  searchOf(filters.since === "days" ? filters : { ...filters, from: "", to: "" });

/** What to ask the server for; spans count back from `now`. */
export function toQuery(filters: RunFilters, now: number): RunQuery {
  const outcome = OUTCOMES.find((each) => each.value === filters.outcome)?.query ?? {};
  const kind = KINDS.find((each) => each.value === filters.kind)?.query ?? {};
  const span = SPANS.find((each) => each.value === filters.since)?.query ?? null;
  const query: RunQuery = { ...kind, ...outcome };
  if (span !== null) query.from = new Date(now - span);
  if (filters.from) query.from = dayStart(filters.from);
  if (filters.to) query.to = dayEnd(filters.to);
  return query;
}

/** True when any filter narrows the list. */
export function isFiltered(filters: RunFilters): boolean {
  return toSearch(filters) !== "";
}
