"use client";
import { Button } from "../_ui/button.tsx";
import { inputStyle, Select } from "../_ui/field.tsx";
import { isFiltered, KINDS, NO_FILTERS, OUTCOMES, type RunFilters, SPANS } from "./filters.ts";

/** One under the other on a phone, all as wide. */
const aligned = "max-sm:w-full max-sm:[&>label]:w-16 max-sm:[&>select]:flex-1";

/** Narrows a list of runs; every choice is in the address at once. */
export function FilterBar({
  filters,
  onChange,
}: {
  filters: RunFilters;
  onChange: (filters: RunFilters) => void;
}) {
  const set = (patch: Partial<RunFilters>) => onChange({ ...filters, ...patch });
  return (
    <search className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
      <Select
        label="Outcome"
        className={aligned}
        options={OUTCOMES}
        value={filters.outcome}
        onChange={(event) => set({ outcome: event.target.value })}
      />
      <Select
        label="Kind"
        className={aligned}
        options={KINDS}
        value={filters.kind}
        onChange={(event) => set({ kind: event.target.value })}
      />
      <Select
        label="Time"
        className={aligned}
        options={SPANS}
        value={filters.since}
        onChange={(event) => set({ since: event.target.value, from: "", to: "" })}
      />
      {filters.since === "days" ? (
        <span className="flex items-center gap-2">
          <Day label="From day" value={filters.from} onChange={(from) => set({ from })} />
          <span aria-hidden="true" className="text-ink-3">
            to
          </span>
          <Day label="To day" value={filters.to} onChange={(to) => set({ to })} />
        </span>
      ) : null}
      {isFiltered(filters) ? (
        <Button look="quiet" onClick={() => onChange(NO_FILTERS)}>
          Clear filters
        </Button>
      ) : null}
    </search>
  );
}

function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <input
      type="date"
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className={`${inputStyle} w-auto`}
    />
  );
}
