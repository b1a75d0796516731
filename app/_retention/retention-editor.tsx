"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, RetentionDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Select } from "../_ui/field.tsx";
import { ownZone } from "../_ui/format/zone.ts";
import { Panel } from "../_ui/panel.tsx";
import { useDebounced } from "../_ui/use-debounced.ts";
import { PolicyFields } from "./policy-fields.tsx";
import { draftOf, readDraft, samePolicy } from "./policy-form.ts";
import { policySentence } from "./policy-words.ts";
import { RetentionPreview } from "./retention-preview.tsx";
import { Simulator } from "./simulator.tsx";
import { useRefresh } from "./use-refresh.ts";

const PREVIEW_AFTER = 300;
const OWN = "";

/** The rules, what they would do to the sets that are there now, and what they make of the future. */
export function RetentionEditor({
  database,
  saved,
  onWaits,
}: {
  database: DatabaseDto;
  saved: RetentionDto;
  /** The change was saved and waits to be confirmed. */
  onWaits: () => void;
}) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const templates = useQuery(trpc.retention.templates.list.queryOptions());
  const [draft, setDraft] = useState(() => draftOf(saved.policy, ownZone()));
  const [follows, setFollows] = useState(saved.template?.id ?? OWN);
  const template = templates.data?.find((each) => each.id === follows);
  const read = readDraft(draft);
  const policy = follows === OWN ? read.policy : (template?.policy ?? saved.policy);
  const changed =
    follows !== (saved.template?.id ?? OWN) ||
    (follows === OWN && policy !== null && !samePolicy(policy, saved.policy));
  const shown = useDebounced(policy ?? saved.policy, PREVIEW_AFTER);
  const save = useMutation(
    trpc.retention.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: async (answer) => {
        if (answer.state === "waits") onWaits();
        await refresh();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!policy) return;
    const rules = follows === OWN ? { policy } : { templateId: follows };
    save.mutate({ databaseId: database.id, rules });
  };
  const discard = () => {
    setDraft(draftOf(saved.policy, ownZone()));
    setFollows(saved.template?.id ?? OWN);
    save.reset();
  };
  const choose = (id: string) => {
    setFollows(id);
    const chosen = templates.data?.find((each) => each.id === id);
    if (chosen) setDraft(draftOf(chosen.policy, ownZone()));
  };
  return (
    <>
      <div className="grid items-start gap-4 lg:grid-cols-[360px_minmax(0,1fr)]">
        <Panel title="Policy">
          <form noValidate onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <div>
              <Select
                label="Rules"
                className="[&>select]:min-w-0 [&>select]:flex-1"
                value={follows}
                onChange={(event) => choose(event.target.value)}
                options={[
                  { value: OWN, label: "Its own rules" },
                  ...(templates.data ?? []).map(({ id, name }) => ({
                    value: id,
                    label: `Template: ${name}`,
                  })),
                ]}
              />
              <p className="mt-1 text-xs text-ink-3">
                {follows === OWN ? (
                  "A template keeps the rules of several databases in one place."
                ) : (
                  <>
                    Changed in <Link href="/settings/retention">Settings, Retention</Link>, for all
                    databases that follow it.
                  </>
                )}
              </p>
            </div>
            <PolicyFields
              draft={draft}
              errors={follows === OWN ? read.errors : {}}
              disabled={follows !== OWN}
              onChange={setDraft}
            />
            <p className="text-ink-2" aria-live="polite" data-testid="policy-words">
              {policySentence(policy ?? saved.policy)}
            </p>
            <div className="flex items-center gap-2">
              <Allowed right="administer">
                <Button
                  type="submit"
                  look="primary"
                  busy={save.isPending}
                  disabled={!changed || policy === null}
                >
                  Save policy
                </Button>
              </Allowed>
              {changed ? (
                <Button look="quiet" onClick={discard}>
                  Discard changes
                </Button>
              ) : null}
            </div>
            <SaveWord
              error={save.error}
              waits={save.data?.state === "waits"}
              isSaved={save.isSuccess && !changed}
            />
          </form>
        </Panel>
        <RetentionPreview database={database} policy={shown} />
      </div>
      <Simulator database={database} draft={shown} changed={changed} />
    </>
  );
}

function SaveWord({
  error,
  waits,
  isSaved,
}: {
  error: { message: string } | null;
  waits: boolean;
  isSaved: boolean;
}) {
  return (
    <p className="min-h-8 text-xs text-ink-3" role="status">
      {error ? (
        <span className="text-bad">Not saved: {error.message}</span>
      ) : waits ? (
        "Saved, and waiting: it would let sets go, so it needs to be confirmed. Nothing has changed yet."
      ) : isSaved ? (
        "Saved. Nothing was deleted."
      ) : (
        "Saving deletes nothing. What would let more go than now waits until it is confirmed."
      )}
    </p>
  );
}
