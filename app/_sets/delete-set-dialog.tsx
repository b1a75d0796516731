"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { useRefresh } from "../_retention/use-refresh.ts";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto } from "../_trpc/types.ts";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Checkbox } from "../_ui/field.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { formatDate } from "../_ui/format/time.ts";
import { lossOf, type Standing } from "./words.ts";

/** Deletes a set after its id was typed: after the grace period, or at once where that is asked for. */
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
  const refresh = useRefresh();
  const [atOnce, setAtOnce] = useState(set.leaving !== null);
  const grace = useQuery(trpc.retention.grace.queryOptions());
  const days = grace.data?.graceDays ?? null;
  const remove = useMutation(
    trpc.sets.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => {
        if (!answer.ok) return;
        toast(`Deletion of set ${set.id} asked for`);
        close();
      },
      onSettled: refresh,
    }),
  );
  const discard = useMutation(
    trpc.retention.discard.mutationOptions({
      meta: { quiet: true },
      onSuccess: ({ goesAt }) => {
        toast(
          `Set ${set.id} is deleted on ${formatDate(goesAt)}; until then it can be brought back`,
        );
        close();
      },
      onSettled: refresh,
    }),
  );
  const refused = remove.data && !remove.data.ok ? remove.data.reason : null;
  const problem = remove.error?.message ?? discard.error?.message ?? refused;
  const goesAtOnce = atOnce || days === 0;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => {
        if (next) return;
        remove.reset();
        discard.reset();
        close();
      }}
      title={`Delete set ${set.id}?`}
      description={
        <>
          {lossOf(set, standing)}
          <p className="mt-1">
            {goesAtOnce
              ? "Its files are deleted at once."
              : `It stays restorable for ${days === null ? "the grace period" : plural(days, "day")} and can be brought back; then its files are deleted.`}
          </p>
        </>
      }
      typed={set.id}
      action={goesAtOnce ? "Delete now" : "Delete set"}
      busy={remove.isPending || discard.isPending}
      refusal={problem ? sentence(problem) : null}
      onConfirm={(confirm) =>
        goesAtOnce
          ? remove.mutate({ id: set.id, confirm })
          : discard.mutate({ setId: set.id, confirm })
      }
    >
      {set.leaving || days === 0 ? null : (
        <Checkbox
          label="Delete now, without the grace period"
          help="For when the disk is needed. Cannot be undone."
          checked={atOnce}
          onChange={(event) => setAtOnce(event.target.checked)}
        />
      )}
    </ConfirmDialog>
  );
}
