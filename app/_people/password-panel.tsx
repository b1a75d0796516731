"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { Panel } from "../_ui/panel.tsx";
import { useMe } from "./me.tsx";
import { mismatchOf, NewPasswordFields, NO_PASSWORD } from "./new-password-fields.tsx";
import { problemOf } from "./problem.ts";

/** Another password for oneself. */
export function PasswordPanel() {
  const me = useMe();
  if (me.hasPassword) return <ChangePassword />;
  return (
    <Panel title="Password">
      <p className="text-ink-2">
        You sign in through the identity provider and have no password here. An administrator can
        give you a link to set one.
      </p>
    </Panel>
  );
}

function ChangePassword() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [currentPassword, setCurrent] = useState("");
  const [chosen, setChosen] = useState(NO_PASSWORD);
  const [mismatch, setMismatch] = useState<string | null>(null);
  const change = useMutation(
    trpc.people.changePassword.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        setCurrent("");
        setChosen(NO_PASSWORD);
        void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = mismatchOf(chosen);
    setMismatch(found);
    if (!found) change.mutate({ currentPassword, password: chosen.password });
  };
  return (
    <Panel title="Password">
      <form onSubmit={submit} className="grid gap-2">
        <FormError message={mismatch ?? problemOf(change.error)} />
        {change.isSuccess ? (
          <p role="status" className="text-good">
            Password changed. Your other sessions have ended.
          </p>
        ) : null}
        <Field
          label="Current password"
          type="password"
          autoComplete="current-password"
          required
          value={currentPassword}
          onChange={(event) => setCurrent(event.target.value)}
        />
        <NewPasswordFields value={chosen} onChange={setChosen} />
        <Button type="submit" className="justify-self-start" busy={change.isPending}>
          Change password
        </Button>
      </form>
    </Panel>
  );
}
