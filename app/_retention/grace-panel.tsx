"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { Panel } from "../_ui/panel.tsx";
import { useRefresh } from "./use-refresh.ts";

/** How long a set that was let go stays restorable. */
export function GracePanel({ graceDays }: { graceDays: number }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [text, setText] = useState(String(graceDays));
  const save = useMutation(
    trpc.retention.saveGrace.mutationOptions({ meta: { quiet: true }, onSettled: refresh }),
  );
  const days = /^\s*\d{1,3}\s*$/.test(text) && Number(text) <= 365 ? Number(text) : null;
  return (
    <Panel title="Grace period">
      <p className="mb-3 text-ink-2">
        What the rules or somebody lets go stays on disk for so long and can be brought back; then
        its files are deleted. Sets that are on their way out already keep their dates.
      </p>
      <form
        noValidate
        className="flex flex-wrap items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (days !== null) save.mutate({ graceDays: days });
        }}
      >
        <Field
          label="Days"
          className="max-w-52"
          inputMode="numeric"
          suffix="days"
          help={days === 0 ? "None: files are deleted at once." : "0 to 365."}
          error={days === null ? "A whole number from 0 to 365" : undefined}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <div className="mt-6">
          <Allowed right="administer">
            <Button
              type="submit"
              disabled={days === null || days === graceDays}
              busy={save.isPending}
            >
              Save
            </Button>
          </Allowed>
        </div>
      </form>
      {save.error ? (
        <p role="alert" className="text-bad">
          Not saved: {save.error.message}
        </p>
      ) : null}
    </Panel>
  );
}
