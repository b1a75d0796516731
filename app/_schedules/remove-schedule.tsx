"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { useRefreshSchedule } from "./use-refresh-schedule.ts";

/** Takes the schedule away, after saying what that means. */
export function RemoveSchedule({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const refresh = useRefreshSchedule();
  const [open, setOpen] = useState(false);
  const remove = useMutation(
    trpc.schedules.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        setOpen(false); // a dialog that goes while it is open leaves the page behind it unreadable
        refresh();
      },
    }),
  );
  return (
    <>
      <Allowed right="administer">
        <Button look="danger" className="sm:ml-auto" onClick={() => setOpen(true)}>
          Remove schedule
        </Button>
      </Allowed>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Remove the schedule of ${database.name}?`}
        description="From then on nobody backs this database up unless somebody starts it by hand. Backups, runs and events stay."
        typed={null}
        action="Remove schedule"
        busy={remove.isPending}
        refusal={remove.error?.message}
        onConfirm={() => remove.mutate({ databaseId: database.id })}
      />
    </>
  );
}
