"use client";
import { useId } from "react";
import { cn } from "../_ui/cn.ts";
import { Checkbox, Field, inputStyle } from "../_ui/field.tsx";
import { type PolicyDraft, type PolicyErrors, SLOTS } from "./policy-form.ts";

const zones = (): string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** How many hours, days, weeks, months, quarters and years keep their last restore point. */
export function CalendarFields({
  draft,
  errors,
  disabled,
  onChange,
}: {
  draft: PolicyDraft;
  errors: PolicyErrors;
  disabled: boolean;
  onChange: (patch: Partial<PolicyDraft>) => void;
}) {
  const id = useId();
  const off = disabled || !draft.keepsCalendar;
  const problem = errors.calendar ?? (errors.slots ? "Whole numbers, or nothing." : undefined);
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">By calendar</legend>
      <Checkbox
        label="Keep points of the calendar"
        help="Of each of the last hours, days, weeks and so on, its last restore point: the set that holds it stays. Slots without a backup do not count."
        checked={draft.keepsCalendar}
        disabled={disabled}
        onChange={(event) => onChange({ keepsCalendar: event.target.checked })}
      />
      <div className="ml-6.5 grid max-w-72 grid-cols-3 gap-x-3 gap-y-2">
        {SLOTS.map(({ unit, label }) => (
          <div key={unit}>
            <label htmlFor={`${id}-${unit}`} className="mb-1 block font-medium">
              {label}
            </label>
            <input
              id={`${id}-${unit}`}
              className={inputStyle}
              inputMode="numeric"
              placeholder="none"
              disabled={off}
              aria-invalid={errors.slots?.[unit] ? true : undefined}
              aria-describedby={`${id}-note`}
              value={draft.slots[unit]}
              onChange={(event) =>
                onChange({ slots: { ...draft.slots, [unit]: event.target.value } })
              }
            />
            {errors.slots?.[unit] ? (
              <p className="mt-1 text-xs text-bad">{errors.slots[unit]}</p>
            ) : null}
          </div>
        ))}
      </div>
      <p
        id={`${id}-note`}
        className={cn("ml-6.5 min-h-4 text-xs", problem ? "text-bad" : "text-ink-3")}
      >
        {problem ?? "Weeks begin on Monday."}
      </p>
      <Field
        label="Time zone of the calendar"
        className="ml-6.5 max-w-72"
        list={`${id}-zones`}
        disabled={off}
        error={errors.zone}
        autoComplete="off"
        value={draft.zone}
        onChange={(event) => onChange({ zone: event.target.value })}
      />
      <datalist id={`${id}-zones`}>
        {zones().map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </fieldset>
  );
}
