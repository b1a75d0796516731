"use client";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { RetentionPolicy, TemplateDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { useDebounced } from "../_ui/use-debounced.ts";
import { LosingTable, losingSentence } from "./losing-table.tsx";
import { PolicyFields } from "./policy-fields.tsx";
import { draftOf, readDraft } from "./policy-form.ts";
import { policySentence } from "./policy-words.ts";
import { useRefresh } from "./use-refresh.ts";

const PREVIEW_AFTER = 300;
const NEW: RetentionPolicy = {
  keepSets: null,
  windowDays: 14,
  minimumGoodSets: 1,
  gfs: null,
  goesAfterCheck: false,
};

/** Makes a template or changes one; beside it, what the change would let go in all databases that follow it. */
export function TemplateEditor({
  template,
  like,
  close,
  onWaits,
}: {
  /** Null for a new one. */
  template: TemplateDto | null;
  like: TemplateDto | null;
  close: () => void;
  onWaits: (id: string) => void;
}) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [name, setName] = useState(template?.name ?? (like ? `${like.name}, copy` : ""));
  const [draft, setDraft] = useState(() => draftOf(like?.policy ?? NEW));
  const { policy, errors } = readDraft(draft);
  const save = useMutation(
    trpc.retention.templates.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (answer) => {
        if (answer.state === "waits") onWaits(answer.id);
        await refresh();
        close();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (policy && name.trim()) save.mutate({ id: template?.id ?? null, name, policy });
  };
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[360px_minmax(0,1fr)]">
      <Panel title={template ? `Edit ${template.name}` : "New template"}>
        <form noValidate onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Field
            label="Name"
            maxLength={80}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <PolicyFields draft={draft} errors={errors} onChange={setDraft} />
          <p className="text-ink-2" aria-live="polite">
            {policy ? policySentence(policy) : "Some fields need another value."}
          </p>
          <div className="flex gap-2">
            <Button
              type="submit"
              look="primary"
              busy={save.isPending}
              disabled={!policy || !name.trim()}
            >
              Save template
            </Button>
            <Button look="quiet" onClick={close}>
              Cancel
            </Button>
          </div>
          {save.error ? (
            <p role="alert" className="text-bad">
              Not saved: {sentence(save.error.message)}
            </p>
          ) : (
            <p className="text-xs text-ink-3">
              Saving deletes nothing. What would let more go than now waits until it is confirmed.
            </p>
          )}
        </form>
      </Panel>
      {template && template.databases.length > 0 && policy ? (
        <Loss template={template} policy={policy} />
      ) : null}
    </div>
  );
}

function Loss({ template, policy }: { template: TemplateDto; policy: RetentionPolicy }) {
  const trpc = useTRPC();
  const shown = useDebounced(policy, PREVIEW_AFTER);
  const loss = useQuery(
    trpc.retention.templates.preview.queryOptions(
      { id: template.id, policy: shown },
      { placeholderData: keepPreviousData },
    ),
  );
  return (
    <Panel title="Preview over all databases that follow it" flush>
      {loss.error ? (
        <ErrorState what="the preview" error={loss.error} onRetry={() => void loss.refetch()} />
      ) : !loss.data ? (
        <LoadingRows what="the preview" rows={2} />
      ) : loss.data.length === 0 ? (
        <p className="px-4 pb-4">Nothing would go that stays now.</p>
      ) : (
        <>
          <p className="px-4 pb-2 font-medium" aria-live="polite">
            {losingSentence(loss.data)}.
          </p>
          <LosingTable losing={loss.data} withDatabase />
        </>
      )}
    </Panel>
  );
}
