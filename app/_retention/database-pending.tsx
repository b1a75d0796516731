"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, PendingPolicy } from "../_trpc/types.ts";
import { PendingPanel } from "./pending-panel.tsx";
import { policySentence } from "./policy-words.ts";
import { useRefresh } from "./use-refresh.ts";

/** A database's change of rules that waits. */
export function DatabasePending({
  database,
  pending,
  graceDays,
  startOpen,
}: {
  database: DatabaseDto;
  pending: PendingPolicy;
  graceDays: number;
  startOpen: boolean;
}) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const { id: databaseId } = database;
  const loss = useQuery(trpc.retention.pendingLoss.queryOptions({ databaseId }));
  const confirm = useMutation(
    trpc.retention.confirm.mutationOptions({ meta: { quiet: true }, onSettled: refresh }),
  );
  const drop = useMutation(trpc.retention.dropPending.mutationOptions({ onSettled: refresh }));
  return (
    <PendingPanel
      what={pending.template ? `Following ${pending.template.name}` : "A change of the rules"}
      words={policySentence(pending.policy)}
      by={pending.by}
      at={pending.at}
      loss={loss}
      graceDays={graceDays}
      name={database.name}
      startOpen={startOpen}
      busy={confirm.isPending || drop.isPending}
      refusal={confirm.error ? sentence(confirm.error.message) : null}
      onConfirm={(typed, losing) => confirm.mutate({ databaseId, confirm: typed, losing })}
      onDrop={() => drop.mutate({ databaseId })}
    />
  );
}
