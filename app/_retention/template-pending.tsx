"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { TemplateDto } from "../_trpc/types.ts";
import { PendingPanel } from "./pending-panel.tsx";
import { policySentence } from "./policy-words.ts";
import { useRefresh } from "./use-refresh.ts";

/** A template's change that waits, over all databases that follow it. */
export function TemplatePending({
  template,
  pending,
  graceDays,
  startOpen,
}: {
  template: TemplateDto;
  pending: NonNullable<TemplateDto["pending"]>;
  graceDays: number;
  startOpen: boolean;
}) {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const { id } = template;
  const loss = useQuery(trpc.retention.templates.pendingLoss.queryOptions({ id }));
  const confirm = useMutation(
    trpc.retention.templates.confirm.mutationOptions({ meta: { quiet: true }, onSettled: refresh }),
  );
  const drop = useMutation(
    trpc.retention.templates.dropPending.mutationOptions({ onSettled: refresh }),
  );
  return (
    <PendingPanel
      what={`A change of ${template.name}`}
      words={policySentence(pending.policy)}
      by={pending.by}
      at={pending.at}
      loss={loss}
      graceDays={graceDays}
      name={template.name}
      withDatabase
      startOpen={startOpen}
      busy={confirm.isPending || drop.isPending}
      refusal={confirm.error ? sentence(confirm.error.message) : null}
      onConfirm={(typed, losing) => confirm.mutate({ id, confirm: typed, losing })}
      onDrop={() => drop.mutate({ id })}
    />
  );
}
