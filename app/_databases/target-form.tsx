"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Field, Select } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { SavedWord } from "../_ui/saved-word.tsx";
import { formatTarget, targetFrom } from "./rpo-figure.tsx";
import { readTarget, targetDraft, UNITS } from "./target-draft.ts";

/** How much of a database may be lost at most. */
export function TargetPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const { rpo } = database;
  const isSet = rpo.targetFrom === "set";
  const [draft, setDraft] = useState(() => ({ ...targetDraft(rpo.targetMinutes), isSet }));
  const read = readTarget(draft);
  const wanted = draft.isSet ? read.minutes : null;
  const changed = draft.isSet !== isSet || (draft.isSet && read.minutes !== rpo.targetMinutes);
  const save = useMutation(
    trpc.databases.saveTarget.mutationOptions({
      meta: { quiet: true },
      onSuccess: (saved) => {
        client.setQueryData(trpc.databases.bySlug.queryKey({ slug: saved.slug }), saved);
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
        void client.invalidateQueries({ queryKey: trpc.overview.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!draft.isSet || read.minutes !== null) save.mutate({ id: database.id, minutes: wanted });
  };
  return (
    <Panel title="Target" className="p-5">
      <form noValidate onSubmit={submit}>
        <AllowedFields right="administer" className="grid gap-3">
          <p className="text-ink-2">
            How much may be lost at most, when the source is lost now. When more would be, the
            database counts as behind its target.
          </p>
          <Choice
            label="What follows from the schedule"
            help={
              isSet
                ? "Without a schedule, a day."
                : `Now ${formatTarget(rpo.targetMinutes)}: ${targetFrom(rpo)}.`
            }
            checked={!draft.isSet}
            onChange={() => setDraft({ ...draft, isSet: false })}
          />
          <Choice
            label="May lose at most"
            help="Counts whatever the schedule says."
            checked={draft.isSet}
            onChange={() => setDraft({ ...draft, isSet: true })}
          />
          <div className="ml-6.5 flex items-start gap-2">
            <Field
              label="Amount"
              className="w-28"
              inputMode="numeric"
              autoComplete="off"
              disabled={!draft.isSet}
              error={draft.isSet ? read.error : undefined}
              value={draft.amount}
              onChange={(event) => setDraft({ ...draft, amount: event.target.value })}
            />
            <Select
              label="Unit"
              className="mt-6 [&>label]:sr-only"
              disabled={!draft.isSet}
              options={UNITS}
              value={draft.unit}
              onChange={(event) => setDraft({ ...draft, unit: event.target.value })}
            />
          </div>
          <div className="flex items-center gap-3">
            <Button
              type="submit"
              look="primary"
              busy={save.isPending}
              disabled={!changed || (draft.isSet && read.minutes === null)}
            >
              Save target
            </Button>
            <SavedWord error={save.error} isSaved={save.isSuccess && !changed} />
          </div>
        </AllowedFields>
      </form>
    </Panel>
  );
}

function Choice({
  label,
  help,
  checked,
  onChange,
}: {
  label: string;
  help: string;
  checked: boolean;
  onChange: () => void;
}) {
  return (
    <label className="flex gap-2.5">
      <input
        type="radio"
        name="target"
        checked={checked}
        onChange={onChange}
        className="mt-0.5 size-4 shrink-0 accent-accent"
      />
      <span className="min-w-0">
        <span className="font-medium">{label}</span>
        <span className="block text-xs text-ink-3">{help}</span>
      </span>
    </label>
  );
}
