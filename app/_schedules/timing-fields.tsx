"use client";
import { useQuery } from "@tanstack/react-query";
import { useId } from "react";
import type { FieldErrors, UseFormReturn } from "react-hook-form";
import { useTRPC } from "../_trpc/client.ts";
import { Field, Select } from "../_ui/field.tsx";
import { isZone } from "../_ui/format/zone.ts";
import type { Refused } from "./cadence-fields.tsx";
import type { ScheduleDraft } from "./schedule-draft.ts";

/** By which clock, how spread out, and what becomes of slots that could not start. */
export function TimingFields({
  form,
  errors,
  refused,
}: {
  form: UseFormReturn<ScheduleDraft>;
  errors: FieldErrors<ScheduleDraft>;
  refused: Refused;
}) {
  const trpc = useTRPC();
  const zones = useQuery(trpc.schedules.zones.queryOptions(undefined, { staleTime: Infinity }));
  const list = useId();
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      <Field
        label="Time zone"
        help="By its clock the times are meant, daylight saving included."
        error={errors.zone?.message ?? zoneError(form.watch("zone"), zones.data) ?? refused.zone}
        list={list}
        autoComplete="off"
        spellCheck={false}
        {...form.register("zone")}
      />
      <datalist id={list}>
        {zones.data?.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Field
        label="Jitter"
        suffix="seconds"
        help="Spreads databases of one cadence: each slot has its own fixed share."
        error={errors.jitterSeconds?.message ?? refused.jitterSeconds}
        inputMode="numeric"
        autoComplete="off"
        {...form.register("jitterSeconds")}
      />
      <Field
        label="Catch up within"
        suffix="hours"
        help="After downtime the latest missed slot runs once. 0: never."
        error={errors.catchUpHours?.message ?? refused.catchUpHours}
        inputMode="numeric"
        autoComplete="off"
        {...form.register("catchUpHours")}
      />
      <Select
        label="In a maintenance window"
        className="flex-col items-start gap-1 [&>label]:font-medium [&>label]:text-ink [&>label]:text-sm [&>select]:w-full"
        options={[
          { value: "skip", label: "Skip the slot" },
          { value: "postpone", label: "Run once when it ends" },
        ]}
        {...form.register("inWindow")}
      />
    </div>
  );
}

/** Browsers and servers may know different names: the server's count, and aliases of them are tried by the preview. */
function zoneError(typed: string, known: string[] | undefined): string | undefined {
  if (!known || typed.trim() === "" || known.includes(typed) || isZone(typed)) return undefined;
  return "Not a time zone; names are like Europe/Berlin";
}
