"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmKind, ChannelDto, RouteDto, Severity } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field, Select } from "../_ui/field.tsx";

const SEVERITIES = [
  { value: "critical", label: "Critical only" },
  { value: "warning", label: "Warnings and worse" },
  { value: "info", label: "Everything" },
];

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
  const databases = useQuery(trpc.databases.list.queryOptions());
  const kinds = useQuery(trpc.alarms.kinds.queryOptions());
  const [channelId, setChannelId] = useState(route?.channelId ?? channels[0]?.id ?? "");
  const [severity, setSeverity] = useState<Severity>(route?.severity ?? "warning");
  const [databaseIds, setDatabaseIds] = useState<string[]>(route?.databaseIds ?? []);
  const [tags, setTags] = useState(route?.tags.join(", ") ?? "");
  const [chosen, setChosen] = useState<string[]>(route?.kinds ?? []);
  const [sendResolved, setSendResolved] = useState(route?.sendResolved ?? true);
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
    save.mutate({
      ...(route ? { id: route.id } : {}),
      channelId,
      severity,
      databaseIds,
      tags: tags
        .split(",")
        .map((tag) => tag.trim())
        .filter(Boolean),
      kinds: chosen as AlarmKind[],
      sendResolved,
    });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-3">
      <Select
        label="Channel"
        options={channels.map(({ id, name }) => ({ value: id, label: name }))}
        value={channelId}
        onChange={(event) => setChannelId(event.target.value)}
      />
      <Select
        label="Is told of"
        options={SEVERITIES}
        value={severity}
        onChange={(event) => setSeverity(event.target.value as Severity)}
      />
      <Choices
        legend="Databases"
        help="None chosen: all, unless a tag is given"
        options={(databases.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        chosen={databaseIds}
        onChange={setDatabaseIds}
      />
      <Field
        label="Tags"
        help="With commas between; databases with any of them"
        value={tags}
        onChange={(event) => setTags(event.target.value)}
      />
      <Choices
        legend="Kinds"
        help="None chosen: every kind"
        options={(kinds.data ?? []).map(({ kind, name }) => ({ value: kind, label: name }))}
        chosen={chosen}
        onChange={setChosen}
      />
      <Checkbox
        label="Also when it is over"
        checked={sendResolved}
        onChange={(event) => setSendResolved(event.target.checked)}
      />
      {save.error ? (
        <p role="alert" className="text-bad">
          {save.error.message}
        </p>
      ) : null}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" busy={save.isPending}>
          {route ? "Save route" : "Add route"}
        </Button>
      </div>
    </form>
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
