"use client";
import { useId } from "react";
import type { MeDto } from "../_trpc/types.ts";

type Role = MeDto["role"];

const ROLES: { value: Role; label: string; note: string }[] = [
  { value: "viewer", label: "Viewer", note: "Sees everything, changes nothing." },
  { value: "operator", label: "Operator", note: "Also backs up, verifies, restores and pins." },
  {
    value: "administrator",
    label: "Administrator",
    note: "Also changes settings, deletes backups and decides who comes in.",
  },
];

/** One of the three roles, with what each may do. */
export function RoleChoice({
  value,
  onChange,
  legend = "Role",
}: {
  value: Role;
  onChange: (role: Role) => void;
  legend?: string;
}) {
  const name = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 font-medium">{legend}</legend>
      {ROLES.map((role) => (
        <label key={role.value} className="flex gap-2.5">
          <input
            type="radio"
            name={name}
            value={role.value}
            checked={value === role.value}
            onChange={() => onChange(role.value)}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="font-medium">{role.label}</span>
            <span className="block text-ink-3 text-xs">{role.note}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
