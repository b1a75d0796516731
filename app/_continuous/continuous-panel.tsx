"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { ContinuousDto, DatabaseDto } from "../_trpc/types.ts";
import { Button, ButtonLink } from "../_ui/button.tsx";
import { Time } from "../_ui/figures.tsx";
import { formatLeft } from "../_ui/format/duration.ts";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { useContinuous } from "./use-continuous.ts";
import { figuresOf, newestOf, standingOf } from "./words.ts";

/** How a database is protected continuously; one line while it is not. */
export function ContinuousPanel({ database }: { database: DatabaseDto }) {
  const continuous = useContinuous(database.id);
  if (continuous.error)
    return (
      <Panel title="Continuous protection">
        <ErrorState
          what="continuous protection"
          error={continuous.error}
          onRetry={() => void continuous.refetch()}
        />
      </Panel>
    );
  if (!continuous.data)
    return (
      <Panel title="Continuous protection">
        <Skeleton className="h-12" />
      </Panel>
    );
  const { wanted, state } = continuous.data;
  if (!wanted && state === "off")
    return (
      <Panel title="Continuous protection">
        <p className="text-ink-2">
          Off. Switched on, it pulls every few seconds, so that little is lost and the source's log
          window is never missed.{" "}
          <Link href={`/databases/${database.slug}/settings`}>Settings</Link>
        </p>
      </Panel>
    );
  return <Standing database={database} continuous={continuous.data} />;
}

function Standing({ database, continuous }: { database: DatabaseDto; continuous: ContinuousDto }) {
  const now = useNow();
  const standing = standingOf(continuous, now);
  const { runId, since, retryAt } = continuous;
  const wait = retryAt ? retryAt.getTime() - now : 0;
  return (
    <Panel
      title="Continuous protection"
      actions={<Pill tone={standing.tone}>{standing.label}</Pill>}
    >
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <p className="font-semibold" data-testid="protected-until">
            {standing.headline}
          </p>
          <p className="break-words text-ink-2" data-testid="continuous-lead">
            {standing.lead} {wait > 0 ? `Next try: ${formatLeft(wait / 1000)}.` : ""}
          </p>
          <p className="mt-1 text-xs text-ink-3">
            {[newestOf(continuous), figuresOf(continuous)].filter(Boolean).join("; ")}
            {since ? (
              <>
                . {standing.label} since <Time at={since} exact />
              </>
            ) : null}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">
          {runId ? <ButtonLink href={`/runs/${runId}`}>This stretch</ButtonLink> : null}
          <PullNow database={database} />
        </div>
      </div>
    </Panel>
  );
}

function PullNow({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const pull = useMutation(
    trpc.continuous.pullNow.mutationOptions({
      onSettled: () => void client.invalidateQueries({ queryKey: trpc.continuous.pathKey() }),
    }),
  );
  return (
    <Allowed right="operate">
      <Button busy={pull.isPending} onClick={() => pull.mutate({ databaseId: database.id })}>
        Pull now
      </Button>
    </Allowed>
  );
}
