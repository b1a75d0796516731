"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { LogWindowDetail } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { readRotation, rotationText } from "./rotation.ts";

/** What the server's configuration says of its logs: entered here, never changed there. */
export function LogSettingsPanel({ databaseId }: { databaseId: string }) {
  const trpc = useTRPC();
  const window = useQuery(trpc.forecast.window.queryOptions({ id: databaseId }));
  return (
    <Panel title="The source's logs" className="p-5">
      {window.isPending ? (
        <Skeleton className="h-40" />
      ) : window.error ? (
        <ErrorState
          what="what is known of the logs"
          error={window.error}
          onRetry={() => void window.refetch()}
        />
      ) : (
        <LogSettingsForm databaseId={databaseId} saved={window.data} />
      )}
    </Panel>
  );
}

function LogSettingsForm({ databaseId, saved }: { databaseId: string; saved: LogWindowDetail }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const before = {
    retention: saved.retention ?? "",
    rotation: saved.isRotationAssumed ? "" : rotationText(saved.rotationBytes),
  };
  const [draft, setDraft] = useState(before);
  const rotation = readRotation(draft.rotation);
  const changed =
    draft.retention.trim() !== before.retention || draft.rotation.trim() !== before.rotation;
  const save = useMutation(
    trpc.forecast.saveLogSettings.mutationOptions({
      meta: { quiet: true },
      onSuccess: (window) => {
        client.setQueryData(trpc.forecast.window.queryKey({ id: databaseId }), window);
        setDraft({
          retention: window.retention ?? "",
          rotation: window.isRotationAssumed ? "" : rotationText(window.rotationBytes),
        });
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!rotation.ok) return;
    const logRetention = draft.retention.trim() || null;
    save.mutate({ id: databaseId, logRetention, logRotationBytes: rotation.bytes });
  };
  return (
    <form noValidate onSubmit={submit}>
      <AllowedFields right="administer" className="grid gap-3">
        <p className="text-ink-2">
          An incremental backup needs the transactions since the last one in the server's logs. With
          its settings Holdfast forecasts for how long they are there. Nothing is changed at the
          server.
        </p>
        <Field
          label="keep_logical_logs"
          help={
            'As in the server\'s configuration: "7 days", "24 hours", "2G size", "500k txs", "10 files", "true" or "false". Empty: unknown, the default of 7 days is assumed. Later versions call it dbms.tx_log.rotation.retention_policy.'
          }
          error={save.error && changed ? save.error.message : undefined}
          placeholder="7 days"
          autoComplete="off"
          spellCheck={false}
          maxLength={60}
          value={draft.retention}
          onChange={(event) => setDraft({ ...draft, retention: event.target.value })}
        />
        <Field
          label="logical_log_rotation_threshold"
          help="Where the server begins another log file. Empty: the default of 250M."
          error={rotation.ok ? undefined : rotation.reason}
          className="max-w-80"
          placeholder="250M"
          autoComplete="off"
          spellCheck={false}
          maxLength={20}
          value={draft.rotation}
          onChange={(event) => setDraft({ ...draft, rotation: event.target.value })}
        />
        <div className="flex items-center gap-3">
          <Button
            type="submit"
            look="primary"
            busy={save.isPending}
            disabled={!changed || !rotation.ok}
          >
            Save log settings
          </Button>
          <span role="status" className="text-good">
            {save.isSuccess && !changed ? "Saved" : ""}
          </span>
        </div>
      </AllowedFields>
    </form>
  );
}
