"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { ChannelDto, ChannelField, ChannelKind, ChannelKindDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field, inputStyle, Select } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";

/** Adds a channel or changes one; what is secret is never shown again, only replaced. */
export function ChannelForm({ channel, close }: { channel: ChannelDto | null; close: () => void }) {
  const trpc = useTRPC();
  const kinds = useQuery(trpc.alarms.channelKinds.queryOptions());
  if (kinds.isPending) return <LoadingRows what="the form" rows={3} />;
  if (kinds.error)
    return <ErrorState what="the form" error={kinds.error} onRetry={() => void kinds.refetch()} />;
  return <Form channel={channel} kinds={kinds.data} close={close} />;
}

type Values = Record<string, string>;

function useSave(channel: ChannelDto | null, close: () => void) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const done = {
    meta: { quiet: true },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() });
      close();
    },
  };
  const add = useMutation(trpc.alarms.addChannel.mutationOptions(done));
  const edit = useMutation(trpc.alarms.editChannel.mutationOptions(done));
  const save = (values: {
    name: string;
    kind: ChannelKind;
    enabled: boolean;
    settings: Values;
    secrets: Values;
  }) => {
    const { kind, ...rest } = values;
    if (channel) edit.mutate({ id: channel.id, ...rest });
    else add.mutate({ kind, ...rest });
  };
  return { save, error: add.error ?? edit.error, isPending: add.isPending || edit.isPending };
}

function Form({
  channel,
  kinds,
  close,
}: {
  channel: ChannelDto | null;
  kinds: ChannelKindDto[];
  close: () => void;
}) {
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "email");
  const [name, setName] = useState(channel?.name ?? "");
  const [enabled, setEnabled] = useState(channel?.enabled ?? true);
  const [values, setValues] = useState<Values>({});
  const row = kinds.find((one) => one.kind === kind);
  const { save, error, isPending } = useSave(channel, close);
  const fields = row?.fields ?? [];
  const valueIn = (field: ChannelField): string =>
    values[field.key] ??
    (field.secret ? "" : (channel?.settings[field.key] ?? (channel ? "" : (field.initial ?? ""))));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const of = (isSecret: boolean): Values =>
      Object.fromEntries(
        fields
          .filter((field) => (field.secret === true) === isSecret)
          .map((field) => [field.key, valueIn(field)])
          .filter(([, value]) => !isSecret || value !== ""),
      );
    save({ name, kind, enabled, settings: of(false), secrets: of(true) });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-2">
      {channel ? null : (
        <Select
          label="Kind"
          options={kinds.map((one) => ({ value: one.kind, label: one.name }))}
          value={kind}
          onChange={(event) => {
            setKind(event.target.value as ChannelKind);
            setValues({});
          }}
        />
      )}
      <p className="text-ink-2">{row?.about}</p>
      <Field
        label="Name"
        value={name}
        maxLength={80}
        required
        onChange={(event) => setName(event.target.value)}
      />
      {fields.map((field) => (
        <OneField
          key={`${kind}-${field.key}`}
          field={field}
          value={valueIn(field)}
          isSet={channel?.secretsSet.includes(field.key) ?? false}
          onChange={(value) => setValues({ ...values, [field.key]: value })}
        />
      ))}
      <Checkbox
        label="Send messages to it"
        checked={enabled}
        onChange={(event) => setEnabled(event.target.checked)}
      />
      <FormError message={error?.message} />
      <div className="mt-2 flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" busy={isPending}>
          {channel ? "Save channel" : "Add channel"}
        </Button>
      </div>
    </form>
  );
}

function OneField({
  field,
  value,
  isSet,
  onChange,
}: {
  field: ChannelField;
  value: string;
  isSet: boolean;
  onChange: (value: string) => void;
}) {
  const id = useId();
  if (field.options)
    return (
      <Select
        label={field.label}
        options={[...field.options]}
        value={value}
        className="mb-2"
        onChange={(event) => onChange(event.target.value)}
      />
    );
  if (field.type === "area")
    return (
      <div>
        <label htmlFor={id} className="mb-1 block font-medium">
          {field.label}
        </label>
        <textarea
          id={id}
          rows={8}
          value={value}
          maxLength={4_000}
          spellCheck={false}
          aria-describedby={`${id}-help`}
          onChange={(event) => onChange(event.target.value)}
          className={`${inputStyle} h-auto py-1.5 font-mono text-code`}
        />
        <p id={`${id}-help`} className="mt-1 break-words text-ink-3 text-xs">
          {field.help}
        </p>
      </div>
    );
  return (
    <Field
      label={field.label}
      help={
        field.secret && isSet ? "Set. Type a new one to replace it; empty keeps it." : field.help
      }
      type={field.secret ? "password" : "text"}
      {...(field.type === "number" ? { inputMode: "numeric" as const } : {})}
      autoComplete="off"
      spellCheck={false}
      placeholder={field.secret && isSet ? "••••••••" : ""}
      required={field.required === true && !(field.secret && isSet)}
      value={value}
      maxLength={4_000}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
