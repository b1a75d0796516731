import { addressText } from "neo4j-backup/catalogue";
import type { DatabaseDto } from "../_trpc/types.ts";
import { searchOf } from "../_ui/format/search.ts";
import { addressesOf } from "./addresses.ts";
import { rpoAge } from "./protection.ts";
import { worstFirst } from "./truth.ts";

export const SORTS = [
  { value: "", label: "Worst first" },
  { value: "name", label: "Name" },
  { value: "size", label: "Size of backups" },
  { value: "rpo", label: "Would be lost now" },
] as const;
export type Sort = (typeof SORTS)[number]["value"];

/** What narrows and orders a list of databases; all of it is in the address. */
export interface ListFilters {
  text: string;
  tag: string;
  sort: Sort;
}

export const NO_LIST_FILTERS: ListFilters = { text: "", tag: "", sort: "" };
const MAX_TEXT = 80;

/** Reads filters from an address; a sort that is not known counts as none. */
export function parseListFilters(params: { get(name: string): string | null }): ListFilters {
  const sort = params.get("sort") ?? "";
  return {
    text: (params.get("q") ?? "").slice(0, MAX_TEXT),
    tag: (params.get("tag") ?? "").slice(0, MAX_TEXT),
    sort: SORTS.find((one) => one.value === sort)?.value ?? "",
  };
}

/** The address's query for filters; empty when there are none. */
export const toListSearch = ({ text, tag, sort }: ListFilters): string =>
  searchOf({ q: text, tag, sort });

/** All tags that are in use, with how many databases have each, by name. */
export function tagsOf(databases: DatabaseDto[]): { tag: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const tag of databases.flatMap((database) => database.tags))
    counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts]
    .map(([tag, count]) => ({ tag, count }))
    .sort((a, b) => a.tag.localeCompare(b.tag));
}

/** The databases that answer the filters, in their order. Each word must be in the name, the address or a tag. */
export function applyFilters(
  databases: DatabaseDto[],
  filters: ListFilters,
  now: number,
): DatabaseDto[] {
  const words = filters.text.toLowerCase().split(/\s+/).filter(Boolean);
  const answers = (database: DatabaseDto): boolean => {
    const text = [database.name, ...addressesOf(database).map(addressText), ...database.tags]
      .join(" ")
      .toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const kept = databases.filter(
    (database) => (!filters.tag || database.tags.includes(filters.tag)) && answers(database),
  );
  return sorted(kept, filters.sort, now);
}

function sorted(databases: DatabaseDto[], sort: Sort, now: number): DatabaseDto[] {
  const byName = (a: DatabaseDto, b: DatabaseDto) => a.name.localeCompare(b.name);
  if (sort === "name") return [...databases].sort(byName);
  if (sort === "size")
    return [...databases].sort((a, b) => b.totalBytes - a.totalBytes || byName(a, b));
  if (sort === "rpo") {
    // what was never backed up loses everything
    const lost = (database: DatabaseDto) => rpoAge(database, now) ?? Number.MAX_VALUE;
    return [...databases].sort((a, b) => lost(b) - lost(a) || byName(a, b));
  }
  return worstFirst(databases, now);
}
