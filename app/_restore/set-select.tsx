"use client";
import type { SetDto } from "../_trpc/types.ts";
import { Select } from "../_ui/field.tsx";
import { readableSets, setLabel } from "./set-choice.ts";

/** Which set: the newest good one unless another is chosen. */
export function SetSelect({
  sets,
  chosen,
  onChange,
}: {
  sets: SetDto[];
  chosen: SetDto;
  onChange: (id: string) => void;
}) {
  return (
    <Select
      label="Backup set"
      className="min-w-0 max-sm:[&>select]:min-w-0 max-sm:[&>select]:flex-1"
      value={chosen.id}
      onChange={(event) => onChange(event.target.value)}
      options={readableSets(sets).map((set) => ({ value: set.id, label: setLabel(set, sets) }))}
    />
  );
}
