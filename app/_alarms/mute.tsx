"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { AlarmDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Field, Select } from "../_ui/field.tsx";
import { FormError } from "../_ui/form-error.tsx";

const HOUR = 3_600_000;
const SPANS = [
  { value: String(HOUR), label: "1 hour" },
  { value: String(4 * HOUR), label: "4 hours" },
  { value: String(24 * HOUR), label: "1 day" },
  { value: String(7 * 24 * HOUR), label: "1 week" },
  { value: String(30 * 24 * HOUR), label: "30 days" },
];

/** Keeps messages about a kind of alarm of one database back until a time; or ends that. */
export function Mute({ alarm }: { alarm: AlarmDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const refresh = () => void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() });
  const unmute = useMutation(trpc.alarms.unmute.mutationOptions({ onSuccess: refresh }));
  const about = { kind: alarm.kind, databaseId: alarm.database?.id ?? null };
  if (alarm.mutedUntil)
    return (
      <Allowed right="operate">
        <Button busy={unmute.isPending} onClick={() => unmute.mutate(about)}>
          End mute
        </Button>
      </Allowed>
    );
  return (
    <>
      <Allowed right="operate">
        <Button onClick={() => setOpen(true)}>Mute</Button>
      </Allowed>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Mute "${alarm.name}"${alarm.database ? ` of ${alarm.database.name}` : ""}`}
        description="No message about it is sent until then. It still appears here, and what is not over by then is told."
      >
        <MuteForm
          about={about}
          close={() => {
            refresh();
            setOpen(false);
          }}
        />
      </Dialog>
    </>
  );
}

function MuteForm({
  about,
  close,
}: {
  about: { kind: AlarmDto["kind"]; databaseId: string | null };
  close: () => void;
}) {
  const trpc = useTRPC();
  const [span, setSpan] = useState(String(4 * HOUR));
  const [note, setNote] = useState("");
  const mute = useMutation(
    trpc.alarms.mute.mutationOptions({ meta: { quiet: true }, onSuccess: close }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const until = new Date(Date.now() + Number(span));
    mute.mutate({ ...about, until, ...(note.trim() ? { note: note.trim() } : {}) });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-3">
      <Select
        label="For"
        options={SPANS}
        value={span}
        onChange={(event) => setSpan(event.target.value)}
      />
      <Field
        label="Note"
        help="May be left empty"
        value={note}
        maxLength={500}
        onChange={(event) => setNote(event.target.value)}
      />
      <FormError message={mute.error?.message} />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look="primary" busy={mute.isPending}>
          Mute
        </Button>
      </div>
    </form>
  );
}
