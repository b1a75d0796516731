"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, RetentionPolicy } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Panel } from "../_ui/panel.tsx";
import { useDebounced } from "../_ui/use-debounced.ts";
import { PolicyFields } from "./policy-fields.tsx";
import { draftOf, readDraft, samePolicy } from "./policy-form.ts";
import { policySentence } from "./policy-words.ts";
import { RetentionPreview } from "./retention-preview.tsx";

const PREVIEW_AFTER = 300;

/** The policy and, beside it, what it would do to the sets that are there now. */
export function RetentionEditor({
  database,
  saved,
}: {
  database: DatabaseDto;
  saved: RetentionPolicy;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(saved));
  const { policy, errors } = readDraft(draft);
  const changed = policy !== null && !samePolicy(policy, saved);
  const shown = useDebounced(policy ?? saved, PREVIEW_AFTER);
  const save = useMutation(
    trpc.retention.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.retention.pathKey() });
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (policy) save.mutate({ databaseId: database.id, policy });
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[360px_minmax(0,1fr)]">
      <Panel title="Policy">
        <form noValidate onSubmit={submit} className="grid gap-4">
          <PolicyFields draft={draft} errors={errors} onChange={setDraft} />
          <p className="text-ink-2" aria-live="polite">
            {policySentence(policy ?? saved)}
          </p>
          <div className="flex items-center gap-2">
            <Button type="submit" look="primary" busy={save.isPending} disabled={!changed}>
              Save policy
            </Button>
            {changed ? (
              <Button look="quiet" onClick={() => setDraft(draftOf(saved))}>
                Discard changes
              </Button>
            ) : null}
          </div>
          <p className="min-h-8 text-xs text-ink-3" role="status">
            {save.error ? (
              <span className="text-bad">Not saved: {save.error.message}</span>
            ) : changed ? (
              "Not saved yet. Saving deletes nothing: sets expire only after the next good backup."
            ) : save.isSuccess ? (
              "Saved. Nothing was deleted: sets expire only after the next good backup."
            ) : (
              "Saving deletes nothing: sets expire only after the next good backup."
            )}
          </p>
        </form>
      </Panel>
      <RetentionPreview database={database} policy={shown} />
    </div>
  );
}
