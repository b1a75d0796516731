"use client";
import { type ComponentProps, type ReactNode, useId } from "react";
import { cn } from "./cn.ts";

export const inputStyle =
  "h-8 w-full rounded-md border border-field-line bg-panel px-2.5 text-sm text-ink placeholder:text-ink-3 aria-invalid:border-bad disabled:opacity-55";

/** An input with its label, a word of help and its error, tied together for screen readers. */
export function Field({
  label,
  help,
  error,
  className,
  suffix,
  ...rest
}: ComponentProps<"input"> & {
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  suffix?: string;
}) {
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block font-medium">
        {label}
      </label>
      <div className="flex items-center gap-2">
        <input
          {...rest}
          id={id}
          aria-describedby={note}
          aria-invalid={error ? true : undefined}
          className={inputStyle}
        />
        {suffix ? <span className="text-ink-2">{suffix}</span> : null}
      </div>
      <p id={note} className={cn("mt-1 min-h-4 text-xs", error ? "text-bad" : "text-ink-3")}>
        {error ?? help}
      </p>
    </div>
  );
}

/** A choice of a few, with its label beside it. */
export function Select({
  label,
  options,
  className,
  ...rest
}: ComponentProps<"select"> & { label: string; options: { value: string; label: string }[] }) {
  const id = useId();
  return (
    <div className={cn("flex items-center gap-2", className)}>
      <label htmlFor={id} className="text-xs text-ink-3">
        {label}
      </label>
      <select {...rest} id={id} className={cn(inputStyle, "w-auto pr-1")}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A box to tick, with its label and a line of explanation. */
export function Checkbox({
  label,
  help,
  className,
  ...rest
}: ComponentProps<"input"> & { label: ReactNode; help?: ReactNode }) {
  const id = useId();
  return (
    <div className={cn("flex gap-2.5", className)}>
      <input {...rest} id={id} type="checkbox" className="mt-0.5 size-4 shrink-0 accent-accent" />
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {help ? <p className="text-xs text-ink-3">{help}</p> : null}
      </div>
    </div>
  );
}
