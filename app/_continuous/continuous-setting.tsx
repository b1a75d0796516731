"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { ContinuousDto, DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { CliLine } from "../_ui/cli-line.tsx";
import { Checkbox, Field } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { SavedWord } from "../_ui/saved-word.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { draftOf, followCommand, readDraft, sameSetting } from "./draft.ts";
import { useContinuous } from "./use-continuous.ts";

/** Switches continuous protection on and off, and says how often it pulls. */
export function ContinuousSetting({ database }: { database: DatabaseDto }) {
  const continuous = useContinuous(database.id);
  return (
    <Panel title="Continuous protection" className="p-5">
      {continuous.error ? (
        <ErrorState
          what="continuous protection"
          error={continuous.error}
          onRetry={() => void continuous.refetch()}
        />
      ) : continuous.data ? (
        <Setting database={database} saved={continuous.data} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Panel>
  );
}

function Setting({ database, saved }: { database: DatabaseDto; saved: ContinuousDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(saved));
  const { setting, errors } = readDraft(draft);
  const changed = setting === null || !sameSetting(setting, saved);
  const save = useMutation(
    trpc.continuous.save.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => {
        client.setQueryData(trpc.continuous.get.queryKey({ databaseId: database.id }), answer);
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (setting) save.mutate({ databaseId: database.id, ...setting });
  };
  const number = (name: "every" | "rollSize" | "rollTime") => ({
    inputMode: "numeric" as const,
    value: draft[name],
    error: errors[name],
    onChange: (event: { target: { value: string } }) =>
      setDraft({ ...draft, [name]: event.target.value }),
  });
  return (
    <form noValidate onSubmit={submit} className="grid gap-3">
      <p className="text-ink-2">
        Transactions are fetched every few seconds over a connection that is kept. The backup set
        opens at the newest one at every moment.
      </p>
      <Checkbox
        label="Protect this database continuously"
        checked={draft.wanted}
        onChange={(event) => setDraft({ ...draft, wanted: event.target.checked })}
      />
      <div className="grid gap-x-4 sm:grid-cols-3">
        <Field label="Pull every" suffix="seconds" {...number("every")} />
        <Field label="New log file at" suffix="MiB" {...number("rollSize")} />
        <Field label="Or after" suffix="minutes" {...number("rollTime")} />
      </div>
      {saved.wanted && !draft.wanted ? (
        <p className="text-warn">
          Switched off, nothing more is protected until the next backup that is scheduled or asked
          for. What is in the backup stays.
        </p>
      ) : null}
      <CliLine
        command={followCommand(database, setting ?? saved)}
        label="Command for continuous protection"
      />
      <div className="flex items-center gap-3">
        <Allowed right="administer">
          <Button
            type="submit"
            look="primary"
            busy={save.isPending}
            disabled={!changed || setting === null}
          >
            Save continuous protection
          </Button>
        </Allowed>
        <SavedWord error={save.error} isSaved={save.isSuccess && !changed} />
      </div>
    </form>
  );
}
