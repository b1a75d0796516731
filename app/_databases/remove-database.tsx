"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { toast } from "sonner";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Checkbox } from "../_ui/field.tsx";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";

/** Takes a database out of the console. Its backups stay on disk unless that is asked for by name. */
export function RemoveDatabase({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [deletes, setDeletes] = useState(false);
  const remove = useMutation(
    trpc.databases.remove.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => {
        toast(
          answer.keptDirectory
            ? `${database.name} removed. Its backups stay in ${answer.keptDirectory}`
            : `${database.name} removed, its backups are being deleted`,
          { duration: 12_000 },
        );
        router.push("/databases");
        void client.invalidateQueries({ queryKey: trpc.databases.list.queryKey() });
        void client.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  const sets = plural(database.setCount, "backup set");
  const close = (next: boolean) => {
    setOpen(next);
    if (!next) {
      setDeletes(false);
      remove.reset();
    }
  };
  return (
    <Panel title="Remove database">
      <p className="text-ink-2">
        Takes {database.name} and its history out of this console.{" "}
        {database.setCount === 0
          ? "It has no backup sets."
          : database.setCount === 1
            ? "Its backup set on disk stays unless you ask for its deletion too."
            : `Its ${sets} on disk stay unless you ask for their deletion too.`}
      </p>
      <div className="mt-3">
        <Allowed right="administer">
          <Button look="danger" onClick={() => setOpen(true)}>
            Remove database
          </Button>
        </Allowed>
      </div>
      <ConfirmDialog
        open={open}
        onOpenChange={close}
        title={`Remove ${database.name}?`}
        description={
          deletes
            ? `${sets}, ${formatBytes(database.totalBytes)}, are deleted from disk for good. Nothing of this database can be restored afterwards.`
            : `The list entry and the history of runs go. The backups stay in ${database.storageDirectory} and can be restored by hand.`
        }
        typed={deletes ? database.name : null}
        action={deletes ? "Remove and delete backups" : "Remove database"}
        busy={remove.isPending}
        refusal={remove.error?.message}
        onConfirm={(confirm) =>
          remove.mutate({
            id: database.id,
            deleteBackups: deletes,
            ...(deletes ? { confirm } : {}),
          })
        }
      >
        {database.setCount > 0 ? (
          <Checkbox
            label={`Also delete ${sets}`}
            help="Cannot be undone."
            checked={deletes}
            onChange={(event) => setDeletes(event.target.checked)}
          />
        ) : null}
      </ConfirmDialog>
    </Panel>
  );
}
