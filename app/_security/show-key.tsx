"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";

/** Asks for the password again, then shows the recovery key until the dialog is closed. */
export function ShowKey({
  open,
  onOpenChange,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Recovery key"
      description="Whoever has it and the data of this installation can read its secrets. That you look at it is recorded in the audit."
    >
      <Key onClose={() => onOpenChange(false)} />
    </Dialog>
  );
}

function Key({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const [password, setPassword] = useState("");
  const show = useMutation(
    trpc.security.showRecoveryKey.mutationOptions({ meta: { quiet: true }, gcTime: 0 }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== "") show.mutate({ password });
  };
  if (show.data) {
    const { recoveryKey } = show.data;
    return (
      <div className="mt-4 grid gap-4">
        <div className="flex items-start gap-2 rounded-md border border-line bg-sunk p-3">
          <output aria-label="Recovery key" className="min-w-0 flex-1 font-mono leading-6">
            {recoveryKey.replace(/-/g, "-\u200b")}
          </output>
          <CopyButton text={recoveryKey} label="Copy recovery key" />
        </div>
        <p className="text-ink-2">
          Keep it apart from this machine: on paper, or in a password store. On a new machine{" "}
          <code className="font-mono text-code">npm run restore-key</code> or this page takes it.
        </p>
        <div className="flex justify-end">
          <Button look="primary" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </div>
    );
  }
  return (
    <form onSubmit={submit} className="mt-4 grid gap-2">
      <Field
        label="Your password"
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={show.error?.message}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={password === ""} busy={show.isPending}>
          Show it
        </Button>
      </div>
    </form>
  );
}
