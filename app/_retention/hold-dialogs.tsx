"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { HoldDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { Field } from "../_ui/field.tsx";
import { useRefresh } from "./use-refresh.ts";

/** Puts a database or a set under legal hold: why, and until when. */
export function HoldDialog({
  databaseId,
  setId,
  name,
  open,
  close,
}: {
  databaseId: string;
  /** Null: the whole database. */
  setId: string | null;
  name: string;
  open: boolean;
  close: () => void;
}) {
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => (next ? undefined : close())}
      title={`Hold ${name}`}
      description={`Nothing of ${setId ? "this set" : "this database"} is deleted by anything, until an administrator lifts the hold with a reason. What is on its way out is brought back.`}
    >
      <HoldForm databaseId={databaseId} setId={setId} close={close} />
    </Dialog>
  );
}

function HoldForm({
  databaseId,
  setId,
  close,
}: {
  databaseId: string;
  setId: string | null;
  close: () => void;
}) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [reason, setReason] = useState("");
  const [until, setUntil] = useState("");
  const place = useMutation(
    trpc.retention.holds.place.mutationOptions({
      meta: { quiet: true },
      onSuccess: close,
      onSettled: refresh,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // the day that is named is held to its end
    const end = until === "" ? null : new Date(`${until}T23:59:59.999`);
    place.mutate({ databaseId, setId, reason, until: end });
  };
  return (
    <form onSubmit={submit} className="mt-4 grid gap-3">
      <Field
        label="Reason"
        help="For whoever reads it in a year: the case, who asked for it."
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
      <Field
        label="Until"
        type="date"
        className="max-w-52"
        help="Empty: until it is lifted."
        value={until}
        onChange={(event) => setUntil(event.target.value)}
      />
      <Refused error={place.error} />
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <Button
          type="submit"
          look="primary"
          disabled={reason.trim().length < 3}
          busy={place.isPending}
        >
          Place the hold
        </Button>
      </div>
    </form>
  );
}

/** Lifts a hold; what the rules then let go has its grace period. */
export function LiftDialog({ hold, close }: { hold: HoldDto; close: () => void }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [reason, setReason] = useState("");
  const lift = useMutation(
    trpc.retention.holds.lift.mutationOptions({
      meta: { quiet: true },
      onSuccess: close,
      onSettled: refresh,
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(next) => (next ? undefined : close())}
      title="Lift the hold?"
      description={`Held since ${hold.since.toISOString().slice(0, 10)} by ${hold.by}: ${hold.reason}. Afterwards the rules decide again; what they let go stays restorable for the grace period.`}
    >
      <form
        className="mt-4 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          lift.mutate({ id: hold.id, reason });
        }}
      >
        <Field
          label="Reason for lifting it"
          maxLength={500}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Refused error={lift.error} />
        <div className="flex justify-end gap-2">
          <Button onClick={close}>Keep it</Button>
          <Button
            type="submit"
            look="destroy"
            disabled={reason.trim().length < 3}
            busy={lift.isPending}
          >
            Lift the hold
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Refused({ error }: { error: { message: string } | null }) {
  if (!error) return null;
  return (
    <p role="alert" className="text-bad">
      Not done: {sentence(error.message)}
    </p>
  );
}
