"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { CliLine } from "../_ui/cli-line.tsx";
import { Dialog } from "../_ui/dialog.tsx";
import { FormError } from "../_ui/form-error.tsx";
import { formatBytes, formatCount, plural } from "../_ui/format/bytes.ts";

/** Makes a new set out of the base and the log of one, after saying what that takes and changes. */
export function RollForwardDialog({
  set,
  open,
  close,
}: {
  set: SetDto;
  open: boolean;
  close: () => void;
}) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const start = useMutation(
    trpc.restore.rollForward.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => {
        void client.invalidateQueries({ queryKey: trpc.sets.pathKey() });
        if (answer.ok) router.push(`/runs/${answer.run.id}`);
      },
    }),
  );
  const refusal =
    start.error?.message ?? (start.data && !start.data.ok ? sentence(start.data.reason) : null);
  const shut = () => {
    start.reset();
    close();
  };
  const transactions = (set.lastTx ?? 0) - (set.baseEndTx ?? 0);
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) shut();
      }}
      title="Roll this set forward?"
      description={`A new set is made beside this one: ${plural(transactions, "transaction")} of its log, up to ${formatCount(set.lastTx ?? 0)}, are applied to a copy of its base. The server is not asked.`}
    >
      <ul className="mt-4 grid list-disc gap-1.5 pl-5 text-ink-2">
        <li>Restores from the new set start sooner: Neo4j has nothing to replay.</li>
        <li>The next incremental continues the new set.</li>
        <li>
          This set stays as it is, with all its points to restore to, until retention lets it go.
        </li>
        <li>
          It takes about {formatBytes(set.totalBytes)} of disk, and is checked before it counts.
        </li>
        <li>
          Neo4j makes label scan store and schema indexes anew at its first start. Where the log
          changes legacy indexes, which nothing but Neo4j can write, it is refused.
        </li>
      </ul>
      <div className="mt-4 grid gap-4">
        <CliLine
          command={`neo4j-backup roll-forward ${set.directory} ./new-base`}
          label="Command that does the same"
        />
        <FormError message={refusal} />
        <div className="flex justify-end gap-2">
          <Button onClick={shut}>Not now</Button>
          <Button
            look="primary"
            busy={start.isPending}
            onClick={() => start.mutate({ setId: set.id })}
          >
            Roll forward
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
