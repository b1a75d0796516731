import type { AlarmKind, AlarmState, Severity } from "../_trpc/types.ts";
import { searchOf } from "../_ui/format/search.ts";

/** The filters of the inbox, as they stand in the address. Empty means all; the inbox begins with what is not over. */
export interface AlarmFilters {
  state: string;
  severity: string;
  database: string;
}

export const FIRST_FILTERS: AlarmFilters = { state: "", severity: "", database: "" };

interface Option<T> {
  value: string;
  label: string;
  query: T;
}

export const STATES: Option<AlarmState[] | undefined>[] = [
  { value: "", label: "Not over", query: ["open", "acknowledged"] },
  { value: "open", label: "Open", query: ["open"] },
  { value: "acknowledged", label: "Acknowledged", query: ["acknowledged"] },
  { value: "resolved", label: "Resolved", query: ["resolved"] },
  { value: "all", label: "All", query: undefined },
];

export const SEVERITIES: Option<Severity[] | undefined>[] = [
  { value: "", label: "All", query: undefined },
  { value: "critical", label: "Critical", query: ["critical"] },
  { value: "warning", label: "Warning", query: ["warning"] },
  { value: "info", label: "Note", query: ["info"] },
];

export interface AlarmQuery {
  states?: AlarmState[];
  severities?: Severity[];
  kinds?: AlarmKind[];
  databaseId?: string;
}

/** Reads filters from an address; a value that is not known counts as none. */
export function parseFilters(params: { get(name: string): string | null }): AlarmFilters {
  const one = (name: string, options: { value: string }[]): string => {
    const value = params.get(name) ?? "";
    return options.some((option) => option.value === value) ? value : "";
  };
  return {
    state: one("state", STATES),
    severity: one("severity", SEVERITIES),
    database: params.get("database") ?? "",
  };
}

/** The address's query for filters. */
export const toSearch = (filters: AlarmFilters): string => searchOf(filters);

/**
 * What to ask the server for.
 * @param databaseId of the database whose slug the filters name; null when there is none such
 */
export function toQuery(filters: AlarmFilters, databaseId: string | null): AlarmQuery {
  const states = STATES.find((option) => option.value === filters.state)?.query;
  const severities = SEVERITIES.find((option) => option.value === filters.severity)?.query;
  return {
    ...(states ? { states } : {}),
    ...(severities ? { severities } : {}),
    ...(databaseId ? { databaseId } : {}),
  };
}
