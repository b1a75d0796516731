"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";

/** Pins a set, with a note that says why. */
export function PinDialog({ set, open, close }: { set: SetDto; open: boolean; close: () => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      title={`Pin set ${set.id}`}
      description="A pinned set is never expired and cannot be deleted until it is unpinned."
    >
      <PinForm set={set} close={close} />
    </Dialog>
  );
}

function PinForm({ set, close }: { set: SetDto; close: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const pin = useMutation(
    trpc.sets.pin.mutationOptions({
      meta: { quiet: true },
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: trpc.sets.pathKey() });
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
        close();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const text = note.trim();
    pin.mutate({ id: set.id, ...(text ? { note: text } : {}) });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-3">
      <Field
        label="Note"
        help="Why it must stay, for the one who finds it in a year. May be left empty."
        error={pin.error?.message}
        maxLength={200}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" busy={pin.isPending}>
          Pin set
        </Button>
      </div>
    </form>
  );
}
