"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto } from "../_trpc/types.ts";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { lossOf, type Standing } from "./words.ts";

/** Deletes a set after its id was typed; names what is lost. */
export function DeleteSetDialog({
  set,
  standing,
  open,
  close,
}: {
  set: SetDto;
  standing: Standing;
  open: boolean;
  close: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const remove = useMutation(
    trpc.sets.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => {
        if (!answer.ok) return;
        void client.invalidateQueries({ queryKey: trpc.sets.pathKey() });
        toast(`Deletion of set ${set.id} asked for`);
        close();
      },
    }),
  );
  const refused = remove.data && !remove.data.ok ? sentence(remove.data.reason) : null;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (next) return;
        remove.reset();
        close();
      }}
      title={`Delete set ${set.id}?`}
      description={lossOf(set, standing)}
      typed={set.id}
      action="Delete set"
      busy={remove.isPending}
      refusal={remove.error?.message ?? refused}
      onConfirm={(confirm) => remove.mutate({ id: set.id, confirm })}
    />
  );
}
