"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmKind, ChannelDto, RouteDto, RouteInput, Severity } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field, Select } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";

const SEVERITIES = [
  { value: "critical", label: "Critical only" },
  { value: "warning", label: "Warnings and worse" },
  { value: "info", label: "Everything" },
];

type Draft = Omit<RouteInput, "tags"> & { tags: string };

function draftOf(route: RouteDto | null, channels: ChannelDto[]): Draft {
  if (route) {
    const { channelName: _name, tags, ...rest } = route;
    return { ...rest, tags: tags.join(", ") };
  }
  return {
    channelId: channels[0]?.id ?? "",
    severity: "warning",
    databaseIds: [],
    tags: "",
    kinds: [],
    sendResolved: true,
  };
}

const inputOf = ({ tags, ...rest }: Draft): RouteInput => ({
  ...rest,
  tags: tags
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean),
});

/** Says which alarms a channel hears of. */
export function RouteForm({
  route,
  channels,
  close,
}: {
  route: RouteDto | null;
  channels: ChannelDto[];
  close: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(route, channels));
  const save = useMutation(
    trpc.alarms.saveRoute.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() });
        close();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(inputOf(draft));
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-3">
      <RouteFields
        draft={draft}
        channels={channels}
        set={(patch) => setDraft({ ...draft, ...patch })}
      />
      <FormError message={save.error?.message} />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          {route ? "Save route" : "Add route"}
        </Button>
      </div>
    </form>
  );
}

function RouteFields({
  draft,
  channels,
  set,
}: {
  draft: Draft;
  channels: ChannelDto[];
  set: (patch: Partial<Draft>) => void;
}) {
  const trpc = useTRPC();
  const databases = useQuery(trpc.databases.list.queryOptions());
  const kinds = useQuery(trpc.alarms.kinds.queryOptions());
  return (
    <>
      <Select
        label="Channel"
        options={channels.map(({ id, name }) => ({ value: id, label: name }))}
        value={draft.channelId}
        onChange={(event) => set({ channelId: event.target.value })}
      />
      <Select
        label="Is told of"
        options={SEVERITIES}
        value={draft.severity}
        onChange={(event) => set({ severity: event.target.value as Severity })}
      />
      <Choices
        legend="Databases"
        help="None chosen: all, unless a tag is given"
        options={(databases.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={draft.databaseIds}
        onChange={(databaseIds) => set({ databaseIds })}
      />
      <Field
        label="Tags"
        help="With commas between; databases with any of them"
        value={draft.tags}
        onChange={(event) => set({ tags: event.target.value })}
      />
      <Choices
        legend="Kinds"
        help="None chosen: every kind"
        options={(kinds.data ?? []).map(({ kind, name }) => ({ value: kind, label: name }))}
        chosen={draft.kinds}
        onChange={(chosen) => set({ kinds: chosen as AlarmKind[] })}
      />
      <Checkbox
        label="Also when it is over"
        checked={draft.sendResolved}
        onChange={(event) => set({ sendResolved: event.target.checked })}
      />
    </>
  );
}

/** Boxes to tick, in a frame that scrolls when there are many. */
export function Choices({
  legend,
  help,
  options,
  chosen,
  onChange,
}: {
  legend: string;
  help?: ReactNode;
  options: { value: string; label: string }[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}) {
  const toggle = (value: string) =>
    onChange(chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value]);
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{legend}</legend>
      <div className="grid max-h-36 grid-cols-1 gap-1 overflow-y-auto rounded-md border border-field-line px-2.5 py-2 sm:grid-cols-2">
        {options.length === 0 ? <p className="text-ink-3">None yet</p> : null}
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            label={<span className="font-normal break-words">{label}</span>}
            checked={chosen.includes(value)}
            onChange={() => toggle(value)}
          />
        ))}
      </div>
      {help ? <p className="mt-1 text-ink-3 text-xs">{help}</p> : null}
    </fieldset>
  );
}
