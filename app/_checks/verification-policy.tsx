"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Checkbox, Field } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { SavedWord } from "../_ui/saved-word.tsx";
import { draftOf, readDraft, samePolicy, WHEN_OPTIONS } from "./policy-draft.ts";

/** When the backups of a database are checked for consistency. */
export function VerificationPolicy({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const saved = database.verifyPolicy;
  const [draft, setDraft] = useState(() => draftOf(saved));
  const { policy, error } = readDraft(draft);
  const changed = policy === null || !samePolicy(policy, saved);
  const edit = useMutation(
    trpc.databases.edit.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => {
        client.setQueryData(trpc.databases.bySlug.queryKey({ slug: answer.slug }), answer);
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { id, name, host, port, timeoutSeconds } = database;
    if (policy) edit.mutate({ id, name, host, port, timeoutSeconds, verifyPolicy: policy });
  };
  return (
    <Panel title="Consistency checks" className="p-5">
      <form noValidate onSubmit={submit} className="grid gap-3">
        <fieldset className="grid gap-2.5">
          <legend className="mb-2 text-ink-2">
            A check applies the set's transactions to a scratch copy and reads every record of it.
            The source is not touched.
          </legend>
          {WHEN_OPTIONS.map((option) => (
            <label key={option.value} className="flex gap-2.5">
              <input
                type="radio"
                name="verify-when"
                value={option.value}
                checked={draft.when === option.value}
                onChange={() => setDraft({ ...draft, when: option.value })}
                className="mt-0.5 size-4 shrink-0 accent-accent"
              />
              <span className="min-w-0">
                <span className="font-medium">{option.label}</span>
                <span className="block text-xs text-ink-3">{option.help}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Checkbox
          label="And when the newest verdict grows old"
          checked={draft.repeats}
          onChange={(event) => setDraft({ ...draft, repeats: event.target.checked })}
        />
        <Field
          label="Check again after"
          className="ml-6.5 max-w-52"
          suffix="days"
          inputMode="numeric"
          disabled={!draft.repeats}
          error={error}
          value={draft.days}
          onChange={(event) => setDraft({ ...draft, days: event.target.value })}
        />
        <div className="flex items-center gap-3">
          <Allowed right="administer">
            <Button
              type="submit"
              look="primary"
              busy={edit.isPending}
              disabled={!changed || policy === null}
            >
              Save checks
            </Button>
          </Allowed>
          <SavedWord error={edit.error} isSaved={edit.isSuccess && !changed} />
        </div>
      </form>
    </Panel>
  );
}
