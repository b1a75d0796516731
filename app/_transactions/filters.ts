import { OPERATIONS } from "neo4j-backup/catalogue";
import { parseTx } from "../_restore/point.ts";
import type { HistoryFilter, TokensDto } from "../_trpc/types.ts";
import { searchOf } from "../_ui/format/search.ts";

/** The filters of a list of transactions, as they stand in the address. Empty means all. */
export interface TransactionFilters {
  operation: string;
  label: string;
  type: string;
  key: string;
  node: string;
  rel: string;
  first: string;
  last: string;
  /** ISO, in UTC. */
  from: string;
  to: string;
}

export const NO_FILTERS: TransactionFilters = {
  operation: "",
  label: "",
  type: "",
  key: "",
  node: "",
  rel: "",
  first: "",
  last: "",
  from: "",
  to: "",
};

/** What the address of the list says. */
export interface ListAddress {
  setId: string | null;
  filters: TransactionFilters;
  /** Only transactions below this id: the older pages. */
  before: number | null;
}

const IDS = ["node", "rel", "first", "last"] as const;
const TIMES = ["from", "to"] as const;

/** Reads the address of the list; what cannot be read counts as not said. */
export function parseList(params: { get(name: string): string | null }): ListAddress {
  const filters = { ...NO_FILTERS };
  for (const name of Object.keys(NO_FILTERS) as (keyof TransactionFilters)[])
    filters[name] = params.get(name) ?? "";
  for (const name of IDS) if (parseTx(filters[name]) === null) filters[name] = "";
  for (const name of TIMES) if (Number.isNaN(Date.parse(filters[name]))) filters[name] = "";
  if (!OPERATIONS.some((each) => each === filters.operation)) filters.operation = "";
  return { setId: params.get("set"), filters, before: parseTx(params.get("before") ?? "") };
}

/** The address's query for a list. */
export const listSearch = ({
  setId = null,
  filters = NO_FILTERS,
  before = null,
}: Partial<ListAddress>): string => searchOf({ set: setId, ...filters, before });

/** True when any filter narrows the list. */
export const isFiltered = (filters: TransactionFilters): boolean =>
  Object.values(filters).some((value) => value !== "");

export type ReadFilter =
  | { filter: HistoryFilter; unknown: null }
  | { filter: null; unknown: string };

/** What to ask the server for. A name that the set does not know is said, since nothing can match it. */
export function toFilter(filters: TransactionFilters, tokens: TokensDto): ReadFilter {
  const filter: HistoryFilter = {};
  const operation = OPERATIONS.find((each) => each === filters.operation);
  if (operation) filter.operations = [operation];
  const names = [
    ["label", filters.label, tokens.labels, "label"],
    ["type", filters.type, tokens.types, "relationship type"],
    ["propertyKey", filters.key, tokens.keys, "property key"],
  ] as const;
  for (const [field, name, known, word] of names) {
    if (!name) continue;
    const token = known.find((each) => each.name === name);
    if (!token) return { filter: null, unknown: `This set knows no ${word} ${name}` };
    filter[field] = token.id;
  }
  const ids = [
    ["node", filters.node],
    ["relationship", filters.rel],
    ["firstTx", filters.first],
    ["lastTx", filters.last],
  ] as const;
  for (const [field, text] of ids) {
    const id = parseTx(text);
    if (id !== null) filter[field] = id;
  }
  if (filters.from) filter.from = new Date(filters.from);
  if (filters.to) filter.to = new Date(filters.to);
  return { filter, unknown: null };
}

/** The value of a `datetime-local` field for an ISO time: the reader's clock. */
export function toLocalField(iso: string): string {
  if (!iso) return "";
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The ISO time of what a `datetime-local` field says. */
export function fromLocalField(local: string): string {
  const at = new Date(local);
  return local && !Number.isNaN(at.getTime()) ? at.toISOString() : "";
}
