"use client";
import type { AuditChoices } from "../_trpc/types.ts";
import { DayRange } from "../_ui/day-range.tsx";
import { DraftInput } from "../_ui/draft-input.tsx";
import { Select } from "../_ui/field.tsx";
import { FilterBar, filterChoice } from "../_ui/filter-bar.tsx";
import { type AuditFilters, NO_FILTERS, OUTCOME_OPTIONS, toSearch } from "./filters.ts";
import { actWords } from "./words.ts";

const ALL = { value: "", label: "All" };

/** A choice that is not among those that are known stays visible, so that an address never lies. */
const withCurrent = (options: { value: string; label: string }[], current: string) =>
  current === "" || options.some(({ value }) => value === current)
    ? options
    : [...options, { value: current, label: current }];

/** Narrows the audit; every choice is in the address at once. */
export function AuditFilterBar({
  filters,
  choices,
  onChange,
}: {
  filters: AuditFilters;
  choices: AuditChoices | undefined;
  onChange: (filters: AuditFilters) => void;
}) {
  const set = (patch: Partial<AuditFilters>) => onChange({ ...filters, ...patch });
  const people = choices?.people.map(({ value, name }) => ({ value, label: name })) ?? [];
  const acts = choices?.acts.map((value) => ({ value, label: actWords(value) })) ?? [];
  return (
    <FilterBar onClear={toSearch(filters) === "" ? null : () => onChange(NO_FILTERS)}>
      <Select
        label="Who"
        className={filterChoice}
        options={withCurrent([ALL, ...people], filters.who)}
        value={filters.who}
        onChange={(event) => set({ who: event.target.value })}
      />
      <Select
        label="Act"
        className={filterChoice}
        options={withCurrent([ALL, ...acts], filters.act)}
        value={filters.act}
        onChange={(event) => set({ act: event.target.value })}
      />
      <Select
        label="Outcome"
        className={filterChoice}
        options={OUTCOME_OPTIONS}
        value={filters.outcome}
        onChange={(event) => set({ outcome: event.target.value })}
      />
      <DraftInput
        label="About, beginning of a name"
        placeholder="About: name begins"
        className="w-44 max-sm:w-full"
        value={filters.about}
        read={(about) => {
          set({ about: about.trim().slice(0, 200) });
          return null;
        }}
      />
      <DayRange from={filters.from} to={filters.to} onChange={set} />
    </FilterBar>
  );
}
