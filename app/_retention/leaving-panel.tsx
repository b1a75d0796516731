"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Allowed } from "../_people/allowed.tsx";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { ConfirmDialog } from "../_ui/confirm-dialog.tsx";
import { Bytes } from "../_ui/figures.tsx";
import { formatBytes, plural } from "../_ui/format/bytes.ts";
import { formatDate, formatDateTime } from "../_ui/format/time.ts";
import { Panel } from "../_ui/panel.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { useRefresh } from "./use-refresh.ts";

type Leaving = SetDto & { leaving: NonNullable<SetDto["leaving"]> };

/** Sets in their grace period: when each goes and why, with the way back and the way to free the disk at once. */
export function LeavingPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const sets = useQuery(trpc.sets.list.queryOptions({ databaseId: database.id }));
  const leaving = (sets.data ?? []).filter((set): set is Leaving => set.leaving !== null);
  if (leaving.length === 0) return null;
  return <LeavingSets database={database} leaving={leaving} />;
}

function LeavingSets({ database, leaving }: { database: DatabaseDto; leaving: Leaving[] }) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const [freeing, setFreeing] = useState<"all" | string | null>(null);
  const undo = useMutation(trpc.retention.bringBack.mutationOptions({ onSettled: refresh }));
  const free = useMutation(
    trpc.retention.freeNow.mutationOptions({
      meta: { quiet: true },
      onSuccess: () => setFreeing(null),
      onSettled: refresh,
    }),
  );
  const { id: databaseId } = database;
  const chosen = leaving.filter((set) => freeing === "all" || set.id === freeing);
  const bytes = (sets: Leaving[]) => sets.reduce((sum, set) => sum + set.totalBytes, 0);
  return (
    <Panel
      title="On their way out"
      flush
      actions={
        <div className="flex flex-wrap gap-2">
          <Allowed right="operate">
            <Button
              size="small"
              busy={undo.isPending}
              onClick={() => undo.mutate({ databaseId, setId: null })}
            >
              Bring back all
            </Button>
          </Allowed>
          <Allowed right="administer">
            <Button size="small" look="danger" onClick={() => setFreeing("all")}>
              Free all now
            </Button>
          </Allowed>
        </div>
      }
    >
      <p className="px-4 pb-2 text-ink-2">
        {plural(leaving.length, "set")}, {formatBytes(bytes(leaving))}, still restorable. What is
        brought back is pinned until somebody decides.
      </p>
      <Table label="Sets on their way out">
        <thead>
          <tr>
            <Th>Set</Th>
            <Th>Expiring</Th>
            <Th>Why</Th>
            <Th numeric>Frees</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {leaving.map((set) => (
            <tr key={set.id}>
              <Td className="whitespace-nowrap">
                {formatDateTime(set.startedAt)}
                <div className="font-mono text-xs text-ink-3">{set.id}</div>
              </Td>
              <Td
                className="whitespace-nowrap text-warn"
                title={formatDateTime(set.leaving.goesAt)}
              >
                on {formatDate(set.leaving.goesAt)}
              </Td>
              <Td className="min-w-60 text-xs text-ink-2">{set.leaving.because.join(" ")}</Td>
              <Td numeric>
                <Bytes value={set.totalBytes} stop={false} />
              </Td>
              <Td>
                <div className="flex justify-end gap-2">
                  <Allowed right="operate">
                    <Button
                      size="small"
                      aria-label={`Bring back set ${set.id}`}
                      busy={undo.isPending}
                      onClick={() => undo.mutate({ databaseId, setId: set.id })}
                    >
                      Bring back
                    </Button>
                  </Allowed>
                  <Allowed right="administer">
                    <Button
                      size="small"
                      look="danger"
                      aria-label={`Free now: set ${set.id}`}
                      onClick={() => setFreeing(set.id)}
                    >
                      Free now
                    </Button>
                  </Allowed>
                </div>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      <ConfirmDialog
        open={freeing !== null}
        onOpenChange={(next) => {
          if (next) return;
          free.reset();
          setFreeing(null);
        }}
        title={freeing === "all" ? "Delete all of them now?" : "Delete this set now?"}
        description={`${plural(chosen.length, "backup set")}, ${formatBytes(bytes(chosen))}, ${chosen.length === 1 ? "is" : "are"} deleted from disk for good, before the grace period is over. The times that only ${chosen.length === 1 ? "it restores" : "they restore"} cannot be restored any more.`}
        typed={freeing === "all" ? database.name : (freeing ?? "")}
        action="Delete now"
        busy={free.isPending}
        refusal={free.error ? sentence(free.error.message) : null}
        onConfirm={(confirm) =>
          free.mutate({ databaseId, setId: freeing === "all" ? null : freeing, confirm })
        }
      />
    </Panel>
  );
}
