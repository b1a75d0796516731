"use client";
import type { AuditChoices } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { DraftInput } from "../_ui/draft-input.tsx";
import { inputStyle, Select } from "../_ui/field.tsx";
import { type AuditFilters, NO_FILTERS, OUTCOME_OPTIONS, toSearch } from "./filters.ts";
import { actWords } from "./words.ts";

const aligned = "max-sm:w-full max-sm:[&>label]:w-16 max-sm:[&>select]:flex-1";
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
    <search className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
      <Select
        label="Who"
        className={aligned}
        options={withCurrent([ALL, ...people], filters.who)}
        value={filters.who}
        onChange={(event) => set({ who: event.target.value })}
      />
      <Select
        label="Act"
        className={aligned}
        options={withCurrent([ALL, ...acts], filters.act)}
        value={filters.act}
        onChange={(event) => set({ act: event.target.value })}
      />
      <Select
        label="Outcome"
        className={aligned}
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
      <span className="flex items-center gap-2">
        <Day label="From day" value={filters.from} onChange={(from) => set({ from })} />
        <span aria-hidden="true" className="text-ink-3">
          to
        </span>
        <Day label="To day" value={filters.to} onChange={(to) => set({ to })} />
      </span>
      {toSearch(filters) === "" ? null : (
        <Button look="quiet" onClick={() => onChange(NO_FILTERS)}>
          Clear filters
        </Button>
      )}
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
