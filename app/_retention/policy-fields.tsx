"use client";
import { Checkbox, Field } from "../_ui/field.tsx";
import { CalendarFields } from "./calendar-fields.tsx";
import type { PolicyDraft, PolicyErrors } from "./policy-form.ts";

/** The rules: a window, the calendar, a number of sets, and what holds beside them. */
export function PolicyFields({
  draft,
  errors,
  disabled = false,
  onChange,
}: {
  draft: PolicyDraft;
  errors: PolicyErrors;
  /** Shown, and changed elsewhere. */
  disabled?: boolean;
  onChange: (draft: PolicyDraft) => void;
}) {
  const set = (patch: Partial<PolicyDraft>) => onChange({ ...draft, ...patch });
  return (
    <>
      <Rule
        legend="By time"
        label="Keep a recovery window"
        help="I must be able to go back to any time in the last days."
        isOn={draft.keepsWindow}
        onSwitch={(keepsWindow) => set({ keepsWindow })}
        figure="Recovery window"
        unit="days"
        value={draft.days}
        error={errors.days}
        onValue={(days) => set({ days })}
        disabled={disabled}
      />
      <CalendarFields draft={draft} errors={errors} disabled={disabled} onChange={set} />
      <Rule
        legend="By number"
        label="Keep the last sets"
        help="A set is a full backup with its incrementals; it stays or goes as a whole."
        isOn={draft.keepsSets}
        onSwitch={(keepsSets) => set({ keepsSets })}
        figure="Good sets to keep"
        unit="sets"
        value={draft.sets}
        error={errors.sets}
        onValue={(sets) => set({ sets })}
        disabled={disabled}
      />
      <Field
        label="Never fewer good sets than"
        className="max-w-58"
        suffix="sets"
        help="Counts before any other rule."
        inputMode="numeric"
        disabled={disabled}
        error={errors.minimum}
        value={draft.minimum}
        onChange={(event) => set({ minimum: event.target.value })}
      />
      <Checkbox
        label="Wait for a checked set"
        help="A set goes only once a newer one passed a consistency check."
        checked={draft.goesAfterCheck}
        disabled={disabled}
        onChange={(event) => set({ goesAfterCheck: event.target.checked })}
      />
    </>
  );
}

/** A rule that is on or off, and its one figure. */
function Rule({
  legend,
  label,
  help,
  isOn,
  onSwitch,
  figure,
  unit,
  value,
  error,
  onValue,
  disabled,
}: {
  legend: string;
  label: string;
  help: string;
  isOn: boolean;
  onSwitch: (isOn: boolean) => void;
  figure: string;
  unit: string;
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
  disabled: boolean;
}) {
  return (
    <fieldset className="grid gap-2">
      <legend className="sr-only">{legend}</legend>
      <Checkbox
        label={label}
        help={help}
        checked={isOn}
        disabled={disabled}
        onChange={(event) => onSwitch(event.target.checked)}
      />
      <Field
        label={figure}
        className="ml-6.5 max-w-52"
        suffix={unit}
        inputMode="numeric"
        disabled={disabled || !isOn}
        error={error}
        value={value}
        onChange={(event) => onValue(event.target.value)}
      />
    </fieldset>
  );
}
