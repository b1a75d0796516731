"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { problemOf } from "./problem.ts";

/** Forgets the identity provider. */
export function RemoveSingleSignOn() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const remove = useMutation(
    trpc.people.removeSingleSignOn.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => {
        setOpen(false);
        void client.invalidateQueries({ queryKey: trpc.people.pathKey() });
      },
    }),
  );
  return (
    <>
      <Button look="danger" onClick={() => setOpen(true)}>
        Remove
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Remove single sign-on?"
        description="Its settings and the client secret are forgotten. Who has no password here cannot sign in until an administrator gives them a link; sessions that are open go on until they end."
        typed={null}
        action="Remove single sign-on"
        busy={remove.isPending}
        refusal={problemOf(remove.error)}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
