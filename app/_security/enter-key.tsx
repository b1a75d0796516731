"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";

/** Takes the recovery key when the master key is missing or another one. */
export function EnterKey() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [recoveryKey, setKey] = useState("");
  const restore = useMutation(
    trpc.security.restoreKey.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => queryClient.invalidateQueries(),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (recoveryKey.trim() !== "") restore.mutate({ recoveryKey });
  };
  return (
    <form onSubmit={submit} className="grid gap-1 border-line border-t pt-3">
      <Field
        label="Recovery key"
        help="14 groups of four letters and digits; case, blanks and dashes do not matter."
        error={restore.error?.message}
        value={recoveryKey}
        onChange={(event) => setKey(event.target.value)}
        autoComplete="off"
        spellCheck={false}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          type="submit"
          look="primary"
          disabled={recoveryKey.trim() === ""}
          busy={restore.isPending}
        >
          Put the key back
        </Button>
        <span className="text-xs text-ink-3">A key file that is there now is kept beside it.</span>
      </div>
    </form>
  );
}
