"use client";
import { parseTx } from "../_restore/point.ts";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { DraftInput } from "../_ui/draft-input.tsx";
import { inputStyle, Select } from "../_ui/field.tsx";
import {
  fromLocalField,
  isFiltered,
  NO_FILTERS,
  type TransactionFilters,
  toLocalField,
} from "./filters.ts";
import type { TokenOption } from "./token-options.ts";
import { OPERATION_OPTIONS } from "./words.ts";

/** As wide as the column on a phone. */
const aligned =
  "max-sm:w-full max-sm:[&>label]:w-20 max-sm:[&>select]:min-w-0 max-sm:[&>select]:flex-1 [&>select]:max-w-60";

const FIGURES = [
  { name: "node", label: "Node id", placeholder: "Node id" },
  { name: "rel", label: "Relationship id", placeholder: "Relationship id" },
  { name: "first", label: "From transaction", placeholder: "From transaction" },
  { name: "last", label: "To transaction", placeholder: "To transaction" },
] as const;

/** Narrows a list of transactions; every choice is in the address at once. */
export function FilterBar({
  filters,
  options,
  onChange,
}: {
  filters: TransactionFilters;
  options: Record<"label" | "type" | "key", TokenOption[]>;
  onChange: (filters: TransactionFilters) => void;
}) {
  const set = (patch: Partial<TransactionFilters>) => onChange({ ...filters, ...patch });
  const id = (name: keyof TransactionFilters) => (text: string) => {
    if (text.trim() !== "" && parseTx(text) === null) return "A whole number";
    set({ [name]: text.trim() === "" ? "" : String(parseTx(text)) });
    return null;
  };
  return (
    <search className="grid gap-2">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Select
          label="Operation"
          className={aligned}
          value={filters.operation}
          options={OPERATION_OPTIONS}
          onChange={(event) => set({ operation: event.target.value })}
        />
        <Select
          label="Label"
          className={aligned}
          value={filters.label}
          options={options.label}
          onChange={(event) => set({ label: event.target.value })}
        />
        <Select
          label="Type"
          className={aligned}
          value={filters.type}
          options={options.type}
          onChange={(event) => set({ type: event.target.value })}
        />
        <Select
          label="Property"
          className={aligned}
          value={filters.key}
          options={options.key}
          onChange={(event) => set({ key: event.target.value })}
        />
      </div>
      <div className="flex flex-wrap items-start gap-2">
        {FIGURES.map(({ name, label, placeholder }) => (
          <DraftInput
            key={name}
            label={label}
            placeholder={placeholder}
            value={filters[name]}
            className="w-40 max-sm:w-[calc(50%-4px)]"
            read={id(name)}
          />
        ))}
        <Moment label="Committed from" value={filters.from} onChange={(from) => set({ from })} />
        <Moment label="Committed to" value={filters.to} onChange={(to) => set({ to })} />
        {isFiltered(filters) ? (
          <Button look="quiet" onClick={() => onChange(NO_FILTERS)}>
            Clear filters
          </Button>
        ) : null}
      </div>
    </search>
  );
}

function Moment({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  return (
    <label className="flex items-center gap-2 max-sm:w-full">
      <span className="text-xs whitespace-nowrap text-ink-3">{label}</span>
      <input
        type="datetime-local"
        step={1}
        value={toLocalField(value)}
        onChange={(event) => onChange(fromLocalField(event.target.value))}
        className={cn(inputStyle, "w-56 max-sm:w-auto max-sm:min-w-0 max-sm:flex-1")}
      />
    </label>
  );
}
