"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Allowed, AllowedFields } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { WatchDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Time } from "../_ui/figures.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { TestAnswer } from "./test-answer.tsx";

/** The address that is pinged when a backup begins, succeeds or fails: its silence is noticed outside. */
export function Pings({ saved }: { saved: WatchDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const { databaseId } = saved;
  const save = useMutation(
    trpc.alarms.savePing.mutationOptions({
      meta: { quiet: true },
      onSuccess: (now) => {
        setUrl("");
        client.setQueryData(trpc.alarms.watchOf.queryKey({ databaseId }), now);
      },
    }),
  );
  const test = useMutation(trpc.alarms.testPing.mutationOptions({ meta: { quiet: true } }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ databaseId, url: url.trim() });
  };
  return (
    <Panel title="Pings" className="p-5">
      <p className="mb-3 text-ink-2">
        A healthchecks-style service outside is told when a backup begins, succeeds or fails. When
        nothing comes, because Holdfast itself is gone, that service raises the alarm.
      </p>
      <form onSubmit={submit}>
        <AllowedFields right="administer">
          <Field
            label="Address to ping"
            type="url"
            autoComplete="off"
            spellCheck={false}
            value={url}
            maxLength={2_000}
            placeholder={saved.pingUrlSet ? "••••••••" : "https://hc.example.org/..."}
            help={
              saved.pingUrlSet
                ? `Set${saved.pingHost ? `, at ${saved.pingHost}` : ""}. Type a new one to replace it.`
                : "/start and /fail are added to it"
            }
            onChange={(event) => setUrl(event.target.value)}
          />
          {save.error ? (
            <p role="alert" className="mb-2 text-bad">
              {save.error.message}
            </p>
          ) : null}
          <Button type="submit" disabled={url.trim() === ""} busy={save.isPending}>
            {saved.pingUrlSet ? "Replace" : "Set"}
          </Button>
        </AllowedFields>
      </form>
      {saved.pingUrlSet ? (
        <div className="mt-3 grid gap-2">
          <div className="flex flex-wrap items-center gap-2">
            <Allowed right="administer">
              <Button busy={test.isPending} onClick={() => test.mutate({ databaseId })}>
                Send test ping
              </Button>
            </Allowed>
            <Allowed right="administer">
              <Button look="danger" onClick={() => save.mutate({ databaseId, url: null })}>
                Remove address
              </Button>
            </Allowed>
            {saved.lastPing ? (
              <>
                <Pill tone={saved.lastPing.ok ? "good" : "bad"}>
                  {saved.lastPing.ok ? "Last ping arrived" : "Last ping failed"}
                </Pill>
                <Time at={saved.lastPing.at} className="text-ink-3 text-xs" />
              </>
            ) : null}
          </div>
          {saved.lastPing && !saved.lastPing.ok ? (
            <p className="break-words text-bad text-xs">{saved.lastPing.text}</p>
          ) : null}
          <TestAnswer answer={test.data?.answer} refusal={test.error?.message} />
        </div>
      ) : null}
    </Panel>
  );
}
