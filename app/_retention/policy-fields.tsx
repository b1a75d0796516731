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
      <fieldset className="grid gap-2">
        <legend className="sr-only">By time</legend>
        <Checkbox
          label="Keep a recovery window"
          help="I must be able to go back to any time in the last days."
          checked={draft.keepsWindow}
          disabled={disabled}
          onChange={(event) => set({ keepsWindow: event.target.checked })}
        />
        <Field
          label="Recovery window"
          className="ml-6.5 max-w-52"
          suffix="days"
          inputMode="numeric"
          disabled={disabled || !draft.keepsWindow}
          error={errors.days}
          value={draft.days}
          onChange={(event) => set({ days: event.target.value })}
        />
      </fieldset>
      <CalendarFields draft={draft} errors={errors} disabled={disabled} onChange={set} />
      <fieldset className="grid gap-2">
        <legend className="sr-only">By number</legend>
        <Checkbox
          label="Keep the last sets"
          help="A set is a full backup with its incrementals; it stays or goes as a whole."
          checked={draft.keepsSets}
          disabled={disabled}
          onChange={(event) => set({ keepsSets: event.target.checked })}
        />
        <Field
          label="Good sets to keep"
          className="ml-6.5 max-w-52"
          suffix="sets"
          inputMode="numeric"
          disabled={disabled || !draft.keepsSets}
          error={errors.sets}
          value={draft.sets}
          onChange={(event) => set({ sets: event.target.value })}
        />
      </fieldset>
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
