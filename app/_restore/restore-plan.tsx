"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, SetDto } from "../_trpc/types.ts";
import { Mark } from "../_ui/mark.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { useDebounced } from "../_ui/use-debounced.ts";
import { LossPanel } from "./loss-panel.tsx";
import { RestoreForm } from "./restore-form.tsx";
import { directoryProblemOf } from "./words.ts";

/** What a restore to a transaction does and leaves out, and the buttons that do it. */
export function RestorePlan({
  set,
  database,
  tx,
}: {
  set: SetDto;
  database: DatabaseDto;
  tx: number;
}) {
  const trpc = useTRPC();
  /** Null: the name that is proposed. */
  const [typed, setTyped] = useState<string | null>(null);
  const [replayed, setReplayed] = useState(false);
  const directory = useDebounced(typed, 250);
  const point = useDebounced(tx, 120);
  const named = directory !== null && directoryProblemOf(directory) === null ? { directory } : {};
  const plan = useQuery(
    trpc.restore.plan.queryOptions(
      { setId: set.id, to: { transaction: point }, replayed, ...named },
      { placeholderData: keepPreviousData, retry: false },
    ),
  );
  const root = useQuery(trpc.restore.root.queryOptions());
  if (plan.error && !plan.data) {
    return (
      <Panel flush>
        <ErrorState what="the plan" error={plan.error} onRetry={() => void plan.refetch()} />
      </Panel>
    );
  }
  if (!plan.data) return <Waiting />;
  if (!plan.data.ok) {
    const { error } = plan.data;
    return (
      <Panel title="It cannot be restored to this point">
        <p role="alert" className="flex items-baseline gap-2">
          <Mark tone="bad" className="text-bad" />
          <span className="min-w-0 break-words">{sentence(error.message)}</span>
        </p>
        <p className="mt-1 text-ink-2">
          {error.safe ? `${sentence(error.safe)} ` : ""}
          {sentence(error.advice)}
        </p>
      </Panel>
    );
  }
  const isCurrent = plan.data.plan.reached.tx === tx && !plan.isPlaceholderData;
  return (
    <div
      aria-busy={!isCurrent}
      className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_340px]"
    >
      <RestoreForm
        set={set}
        database={database}
        answer={plan.data}
        root={root.data ?? null}
        isCurrent={isCurrent && typed === directory}
        name={typed ?? plan.data.defaultDirectory}
        onName={setTyped}
        replayed={replayed}
        onReplayed={setReplayed}
      />
      <LossPanel
        loss={plan.data.loss}
        set={set}
        slug={database.slug}
        tx={plan.data.plan.reached.tx}
      />
    </div>
  );
}

function Waiting() {
  return (
    <Loading what="the plan">
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_340px]">
        <Skeleton className="h-80 rounded-lg" />
        <Skeleton className="h-64 rounded-lg" />
      </div>
    </Loading>
  );
}
