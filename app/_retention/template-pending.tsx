"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { TemplateDto } from "../_trpc/types.ts";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
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
  if (loss.error) {
    return (
      <Panel flush>
        <ErrorState
          what="what the change would let go"
          error={loss.error}
          onRetry={() => void loss.refetch()}
        />
      </Panel>
    );
  }
  if (!loss.data) {
    return (
      <Panel flush>
        <LoadingRows what="what the change would let go" rows={2} />
      </Panel>
    );
  }
  const losing = loss.data;
  return (
    <PendingPanel
      what={`A change of ${template.name}`}
      words={policySentence(pending.policy)}
      by={pending.by}
      at={pending.at}
      losing={losing}
      graceDays={graceDays}
      name={template.name}
      withDatabase
      startOpen={startOpen}
      busy={confirm.isPending || drop.isPending}
      refusal={confirm.error ? sentence(confirm.error.message) : null}
      onConfirm={(typed) =>
        confirm.mutate({ id, confirm: typed, losing: losing.map((set) => set.setId) })
      }
      onDrop={() => drop.mutate({ id })}
    />
  );
}
