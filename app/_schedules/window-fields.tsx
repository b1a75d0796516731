"use client";
import { Plus, X } from "lucide-react";
import {
  type Control,
  Controller,
  type FieldErrors,
  type UseFormRegister,
  useFieldArray,
} from "react-hook-form";
import { Button } from "../_ui/button.tsx";
import { cn } from "../_ui/cn.ts";
import { inputStyle } from "../_ui/field.tsx";
import type { ScheduleDraft } from "./schedule-draft.ts";

const DAYS = [
  { at: 1, short: "Mo", name: "Monday" },
  { at: 2, short: "Tu", name: "Tuesday" },
  { at: 3, short: "We", name: "Wednesday" },
  { at: 4, short: "Th", name: "Thursday" },
  { at: 5, short: "Fr", name: "Friday" },
  { at: 6, short: "Sa", name: "Saturday" },
  { at: 7, short: "Su", name: "Sunday" },
];

/** Weekly windows in which nothing starts by itself. */
export function WindowFields({
  control,
  register,
  errors,
  refusal,
}: {
  control: Control<ScheduleDraft>;
  register: UseFormRegister<ScheduleDraft>;
  errors: FieldErrors<ScheduleDraft>;
  refusal: string | undefined;
}) {
  const { fields, append, remove } = useFieldArray({ control, name: "windows" });
  return (
    <fieldset className="grid min-w-0 grid-cols-1 gap-2">
      <legend className="mb-1 font-medium">Maintenance windows</legend>
      <p className="text-xs text-ink-3">
        Weekly, by the clock of the time zone. What is running goes on; backups that you start
        yourself are not held back.
      </p>
      {fields.map((field, at) => {
        const wrong = errors.windows?.[at];
        return (
          <div key={field.id} className="grid grid-cols-1 gap-2 rounded-md border border-line p-3">
            <Controller
              control={control}
              name={`windows.${at}.days`}
              render={({ field: { value, onChange } }) => (
                <DayToggles label={`Days of window ${at + 1}`} days={value} onChange={onChange} />
              )}
            />
            <div className="flex flex-wrap items-center gap-2">
              <input
                type="time"
                aria-label={`Window ${at + 1} from`}
                className={cn(inputStyle, "w-32")}
                {...register(`windows.${at}.from`)}
              />
              <span className="text-ink-3">to</span>
              <input
                type="time"
                aria-label={`Window ${at + 1} to`}
                className={cn(inputStyle, "w-32")}
                {...register(`windows.${at}.to`)}
              />
              <Button
                look="quiet"
                size="icon"
                className="ml-auto"
                aria-label={`Remove window ${at + 1}`}
                onClick={() => remove(at)}
              >
                <X aria-hidden="true" className="size-4" />
              </Button>
            </div>
            {wrong ? (
              <p className="text-xs text-bad">
                {wrong.days?.message ?? wrong.from?.message ?? wrong.to?.message ?? wrong.message}
              </p>
            ) : null}
          </div>
        );
      })}
      {refusal ? <p className="text-xs text-bad">{refusal}</p> : null}
      <div>
        <Button
          size="small"
          disabled={fields.length >= 20}
          onClick={() => append({ days: [6, 7], from: "22:00", to: "04:00" })}
        >
          <Plus aria-hidden="true" className="size-3.5" /> Add a window
        </Button>
      </div>
    </fieldset>
  );
}

function DayToggles({
  label,
  days,
  onChange,
}: {
  label: string;
  days: number[];
  onChange: (days: number[]) => void;
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset inside a fieldset reads worse
    <div role="group" aria-label={label} className="flex flex-wrap gap-1">
      {DAYS.map(({ at, short, name }) => {
        const isOn = days.includes(at);
        return (
          <button
            key={at}
            type="button"
            aria-label={name}
            aria-pressed={isOn}
            onClick={() => onChange(isOn ? days.filter((day) => day !== at) : [...days, at])}
            className={cn(
              "h-7 w-9 rounded-md border text-xs font-medium",
              isOn ? "border-ink bg-ink text-paper" : "border-line-strong bg-panel text-ink-2",
            )}
          >
            {short}
          </button>
        );
      })}
    </div>
  );
}
