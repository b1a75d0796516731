"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";

/** Says that somebody has seen it, with a word to the others if there is one; or takes that back. */
export function Acknowledge({ alarm, named = false }: { alarm: AlarmDto; named?: boolean }) {
  const [open, setOpen] = useState(false);
  const isBack = alarm.state === "acknowledged";
  const label = isBack ? "Take back" : "Acknowledge";
  return (
    <>
      <Allowed right="operate">
        <Button
          size={named ? "small" : "normal"}
          look={named || isBack ? "plain" : "primary"}
          aria-label={named ? `${label}: ${alarm.database?.name ?? ""} ${alarm.name}` : undefined}
          onClick={() => setOpen(true)}
        >
          {label}
        </Button>
      </Allowed>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={isBack ? "Take the acknowledgement back" : "Acknowledge"}
        description={
          isBack
            ? "The alarm counts as open again, and reminders go on if it is critical."
            : "Reminders end and the badge no longer counts it. It still resolves by itself, and opens again if it gets worse."
        }
      >
        <NoteForm alarm={alarm} isBack={isBack} close={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function NoteForm({
  alarm,
  isBack,
  close,
}: {
  alarm: AlarmDto;
  isBack: boolean;
  close: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const done = {
    meta: { quiet: true },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() });
      close();
    },
  };
  const acknowledge = useMutation(trpc.alarms.acknowledge.mutationOptions(done));
  const takeBack = useMutation(trpc.alarms.unacknowledge.mutationOptions(done));
  const act = isBack ? takeBack : acknowledge;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate({ id: alarm.id, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-2">
      <Field
        label="Note"
        help="For whoever looks next; may be left empty"
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      <FormError message={act.error?.message} />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" busy={act.isPending}>
          {isBack ? "Take back" : "Acknowledge"}
        </Button>
      </div>
    </form>
  );
}
