"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { RunDto } from "../_trpc/types.ts";
import { Button, ButtonLink } from "../_ui/button.tsx";

/** Asks a run to stop. Nothing that was backed up before is touched, so it does not ask twice. */
export function CancelRun({ run, named = false }: { run: RunDto; named?: boolean }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSettled: () => {
        void client.invalidateQueries({ queryKey: trpc.runs.byId.queryKey({ id: run.id }) });
        void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
      },
    }),
  );
  // it ends when it is switched off, which is a setting
  if (run.asked === "follow")
    return <ButtonLink href={`/databases/${run.databaseSlug}/settings`}>Settings</ButtonLink>;
  const asked = run.cancelRequestedAt !== null;
  return (
    <Allowed right="operate">
      <Button
        look="danger"
        busy={cancel.isPending}
        disabled={asked}
        aria-label={named ? `Cancel run: ${run.databaseName}` : undefined}
        onClick={() => cancel.mutate({ id: run.id })}
      >
        {asked ? "Cancelling" : named ? "Cancel" : "Cancel run"}
      </Button>
    </Allowed>
  );
}
