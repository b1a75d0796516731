"use client";
import { DayRange } from "../_ui/day-range.tsx";
import { Select } from "../_ui/field.tsx";
import { FilterBar, filterChoice } from "../_ui/filter-bar.tsx";
import { isFiltered, KINDS, NO_FILTERS, OUTCOMES, type RunFilters, SPANS } from "./filters.ts";

/** Narrows a list of runs; every choice is in the address at once. */
export function RunFilterBar({
  filters,
  onChange,
}: {
  filters: RunFilters;
  onChange: (filters: RunFilters) => void;
}) {
  const set = (patch: Partial<RunFilters>) => onChange({ ...filters, ...patch });
  return (
    <FilterBar onClear={isFiltered(filters) ? () => onChange(NO_FILTERS) : null}>
      <Select
        label="Outcome"
        className={filterChoice}
        options={OUTCOMES}
        value={filters.outcome}
        onChange={(event) => set({ outcome: event.target.value })}
      />
      <Select
        label="Kind"
        className={filterChoice}
        options={KINDS}
        value={filters.kind}
        onChange={(event) => set({ kind: event.target.value })}
      />
      <Select
        label="Time"
        className={filterChoice}
        options={SPANS}
        value={filters.since}
        onChange={(event) => set({ since: event.target.value, from: "", to: "" })}
      />
      {filters.since === "days" ? (
        <DayRange from={filters.from} to={filters.to} onChange={set} />
      ) : null}
    </FilterBar>
  );
}
