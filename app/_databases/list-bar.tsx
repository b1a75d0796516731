"use client";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { startTransition, useMemo, useOptimistic } from "react";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { inputStyle, Select } from "../_ui/field.tsx";
import { type ListFilters, parseListFilters, SORTS, tagsOf, toListSearch } from "./list-filters.ts";

/** The filters of the address; a change is shown at once and the address follows. */
export function useListFilters(): [ListFilters, (patch: Partial<ListFilters>) => void] {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const inAddress = useMemo(() => parseListFilters(params), [params]);
  const [filters, show] = useOptimistic(inAddress);
  const change = (patch: Partial<ListFilters>) =>
    startTransition(() => {
      const next = { ...filters, ...patch };
      show(next);
      router.replace(`${path}${toListSearch(next)}`, { scroll: false });
    });
  return [filters, change];
}

/** Finds and orders databases. */
export function ListBar({
  databases,
  filters,
  onChange,
  shown,
}: {
  databases: DatabaseDto[];
  filters: ListFilters;
  onChange: (patch: Partial<ListFilters>) => void;
  /** How many answer the filters. */
  shown: number;
}) {
  const tags = tagsOf(databases);
  // a tag of an old address stays in sight, so that it can be taken away
  const known = filters.tag === "" || tags.some(({ tag }) => tag === filters.tag);
  const options = [
    { value: "", label: "All" },
    ...tags.map(({ tag, count }) => ({ value: tag, label: `${tag} (${count})` })),
    ...(known ? [] : [{ value: filters.tag, label: `${filters.tag} (0)` }]),
  ];
  const narrowed = filters.text !== "" || filters.tag !== "";
  return (
    <search className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
      <input
        type="search"
        aria-label="Search databases"
        placeholder="Name, address or tag"
        value={filters.text}
        maxLength={80}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ text: event.target.value })}
        className={`${inputStyle} max-w-64 max-sm:max-w-none`}
      />
      {options.length > 1 ? (
        <Select
          label="Tag"
          options={options}
          value={filters.tag}
          onChange={(event) => onChange({ tag: event.target.value })}
        />
      ) : null}
      <Select
        label="Sort"
        options={[...SORTS]}
        value={filters.sort}
        onChange={(event) =>
          onChange({ sort: SORTS.find(({ value }) => value === event.target.value)?.value ?? "" })
        }
      />
      {narrowed ? (
        <>
          <span role="status" className="text-xs text-ink-3">
            {shown} of {databases.length}
          </span>
          <Button look="quiet" onClick={() => onChange({ text: "", tag: "" })}>
            Clear
          </Button>
        </>
      ) : null}
    </search>
  );
}
