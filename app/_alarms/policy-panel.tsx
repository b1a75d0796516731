"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmPolicyDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field, Select } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { Choices } from "./route-form.tsx";
import { fromClock, toClock } from "./words.ts";

const DAYS = [
  { value: "1", label: "Monday" },
  { value: "2", label: "Tuesday" },
  { value: "3", label: "Wednesday" },
  { value: "4", label: "Thursday" },
  { value: "5", label: "Friday" },
  { value: "6", label: "Saturday" },
  { value: "7", label: "Sunday" },
];
const DIGESTS = [
  { value: "off", label: "None" },
  { value: "daily", label: "Every day" },
  { value: "weekly", label: "Every week" },
];
const REMINDERS = [
  { value: "", label: "Never" },
  { value: "30", label: "Every 30 minutes" },
  { value: "60", label: "Every hour" },
  { value: "240", label: "Every 4 hours" },
  { value: "1440", label: "Every day" },
];

/** When messages wait, when somebody is reminded, and what comes as a summary. */
export function PolicyPanel() {
  const trpc = useTRPC();
  const policy = useQuery(trpc.alarms.policy.queryOptions());
  if (policy.isPending)
    return (
      <Loading what="quiet hours and digest">
        <Skeleton className="h-80 rounded-lg" />
      </Loading>
    );
  if (policy.error)
    return (
      <Panel flush>
        <ErrorState
          what="quiet hours and digest"
          error={policy.error}
          onRetry={() => void policy.refetch()}
        />
      </Panel>
    );
  return <Form key={JSON.stringify(policy.data)} saved={policy.data} />;
}

function Form({ saved }: { saved: AlarmPolicyDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(saved);
  const set = (patch: Partial<AlarmPolicyDto>) => setDraft({ ...draft, ...patch });
  const save = useMutation(
    trpc.alarms.savePolicy.mutationOptions({
      meta: { quiet: true },
      onSuccess: (now) => client.setQueryData(trpc.alarms.policy.queryKey(), now),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(draft);
  };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(saved);
  return (
    <Panel title="Quiet hours, reminders and digest">
      <form onSubmit={submit} className="grid gap-5">
        <div className="grid gap-5 md:grid-cols-2">
          <Quiet draft={draft} set={set} />
          <Digest draft={draft} set={set} />
        </div>
        <FormError message={save.error?.message} />
        <div className="flex items-center justify-end gap-3">
          <span role="status" className="text-good">
            {save.isSuccess && !isChanged ? "Saved" : ""}
          </span>
          <Button type="submit" look="primary" disabled={!isChanged} busy={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Panel>
  );
}

interface Part {
  draft: AlarmPolicyDto;
  set: (patch: Partial<AlarmPolicyDto>) => void;
}

function Clock({
  label,
  minutes,
  disabled,
  onChange,
}: {
  label: string;
  minutes: number;
  disabled: boolean;
  onChange: (minutes: number) => void;
}) {
  return (
    <Field
      label={label}
      type="time"
      disabled={disabled}
      value={toClock(minutes)}
      onChange={(event) => {
        const value = fromClock(event.target.value);
        if (value !== null) onChange(value);
      }}
    />
  );
}

function Quiet({ draft, set }: Part) {
  const off = !draft.quiet;
  return (
    <div className="grid content-start gap-2">
      <Checkbox
        label="Quiet hours"
        help="Messages wait until they are over; alarms are in the inbox at once"
        checked={draft.quiet}
        onChange={(event) => set({ quiet: event.target.checked })}
      />
      <div className="mt-1 grid grid-cols-2 gap-3">
        <Clock
          label="From"
          minutes={draft.quietFrom}
          disabled={off}
          onChange={(quietFrom) => set({ quietFrom })}
        />
        <Clock
          label="To"
          minutes={draft.quietTo}
          disabled={off}
          onChange={(quietTo) => set({ quietTo })}
        />
      </div>
      <Choices
        legend="Beginning on"
        options={DAYS}
        chosen={draft.quietDays.map(String)}
        onChange={(days) => set({ quietDays: days.map(Number).sort() })}
      />
      <Checkbox
        label="What is critical passes"
        checked={draft.criticalPasses}
        disabled={off}
        onChange={(event) => set({ criticalPasses: event.target.checked })}
      />
      <Field
        label="Time zone"
        help="For quiet hours and digest, such as Europe/Berlin"
        value={draft.zone}
        maxLength={60}
        spellCheck={false}
        onChange={(event) => set({ zone: event.target.value })}
      />
    </div>
  );
}

function Digest({ draft, set }: Part) {
  const trpc = useTRPC();
  const channels = useQuery(trpc.alarms.channels.queryOptions());
  const off = draft.digest === "off";
  return (
    <div className="grid content-start gap-3">
      <Select
        label="Remind of critical ones that nobody acknowledged"
        className="flex-wrap"
        options={withCurrent(draft.remindMinutes)}
        value={draft.remindMinutes === null ? "" : String(draft.remindMinutes)}
        onChange={(event) =>
          set({ remindMinutes: event.target.value === "" ? null : Number(event.target.value) })
        }
      />
      <Select
        label="Digest"
        options={DIGESTS}
        value={draft.digest}
        onChange={(event) => set({ digest: event.target.value as AlarmPolicyDto["digest"] })}
      />
      <p className="text-ink-3 text-xs">
        What is open, what went well, and what came and went in the time since.
      </p>
      {off ? null : (
        <>
          <div className="grid grid-cols-2 gap-3">
            <Clock
              label="At"
              minutes={draft.digestAt}
              disabled={false}
              onChange={(digestAt) => set({ digestAt })}
            />
            {draft.digest === "weekly" ? (
              <Select
                label="On"
                className="self-center"
                options={DAYS}
                value={String(draft.digestDay)}
                onChange={(event) => set({ digestDay: Number(event.target.value) })}
              />
            ) : null}
          </div>
          <Choices
            legend="To"
            options={(channels.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            chosen={draft.digestChannelIds}
            onChange={(digestChannelIds) => set({ digestChannelIds })}
          />
        </>
      )}
    </div>
  );
}

/** The choices, with what is set even if it is none of them. */
function withCurrent(minutes: number | null) {
  const value = minutes === null ? "" : String(minutes);
  return REMINDERS.some((one) => one.value === value)
    ? REMINDERS
    : [...REMINDERS, { value, label: `Every ${value} minutes` }];
}
