"use client";
import { RestoredPanel } from "../_restore/restored-panel.tsx";
import { isActive } from "../_trpc/live.ts";
import type { RunDto } from "../_trpc/types.ts";
import { ButtonLink } from "../_ui/button.tsx";
import { PageHeader } from "../_ui/page-header.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ProgressBar } from "../_ui/progress-bar.tsx";
import { EmptyState, ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { CancelRun } from "./cancel-run.tsx";
import { FailurePanel } from "./failure-panel.tsx";
import { fractionOf, isBackup, outcomeOf } from "./outcome.ts";
import { PhaseList } from "./phase-list.tsx";
import { RetryRun } from "./retry-run.tsx";
import { RunCommand } from "./run-command.tsx";
import { RunFigures } from "./run-figures.tsx";
import { RunLog } from "./run-log.tsx";
import { useRun } from "./use-run.ts";
import { headlineOf, leadOf, progressParts } from "./words.ts";

const RUNS = { label: "Runs", href: "/runs" };

/** One run: its sentence, its phases, its figures, its log, and what to do when it failed. */
export function RunView({ id }: { id: string }) {
  const { run, log } = useRun(id);
  if (run.isPending) return <Waiting />;
  if (run.error) {
    const missing = run.error.data?.code === "NOT_FOUND" || run.error.data?.code === "BAD_REQUEST";
    return (
      <>
        <PageHeader crumbs={[RUNS]} title={missing ? "No such run" : "The run cannot be shown"} />
        <Panel flush>
          {missing ? (
            <EmptyState
              title="No run has this address"
              actions={<ButtonLink href="/runs">All runs</ButtonLink>}
            >
              Runs of a database are removed with it.
            </EmptyState>
          ) : (
            <ErrorState what="the run" error={run.error} onRetry={() => void run.refetch()} />
          )}
        </Panel>
      </>
    );
  }
  return <Data run={run.data} log={log} />;
}

function Data({ run, log }: { run: RunDto; log: ReturnType<typeof useRun>["log"] }) {
  const now = useNow();
  const active = isActive(run);
  return (
    <>
      <PageHeader
        crumbs={[RUNS, { label: run.databaseName, href: `/databases/${run.databaseSlug}` }]}
        title={headlineOf(run, now)}
        lead={leadOf(run)}
        actions={active ? <CancelRun run={run} /> : <RetryRun run={run} />}
      />
      <p className="sr-only" aria-live="polite">
        {outcomeOf(run).label}
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
        <div className="grid min-w-0 gap-4">
          {run.state === "failed" ? <FailurePanel run={run} /> : null}
          {run.restore?.outcome ? <RestoredPanel run={run} outcome={run.restore.outcome} /> : null}
          {/* a stretch has no steps: it goes on, and its log tells what happened */}
          {run.asked === "follow" ? null : (
            <Panel aria-label="Phases">
              {active ? (
                <ProgressBar
                  className="mb-3"
                  label="Progress of the run"
                  fraction={fractionOf(run.progress)}
                  text={progressParts(run.progress).join(", ") || "waiting"}
                />
              ) : null}
              <PhaseList run={run} now={now} />
            </Panel>
          )}
          <RunLog log={log} active={active} />
          {isBackup(run.asked) ? <RunCommand run={run} /> : null}
        </div>
        <RunFigures run={run} />
      </div>
    </>
  );
}

function Waiting() {
  return (
    <>
      <PageHeader
        crumbs={[RUNS]}
        title={<Skeleton className="my-1 h-5 w-72 max-w-full" />}
        lead={<Skeleton className="h-4 w-96 max-w-full" />}
      />
      <Loading what="the run">
        <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_320px]">
          <div className="grid gap-4">
            <Skeleton className="h-64 rounded-lg" />
            <Skeleton className="h-40 rounded-lg" />
          </div>
          <Skeleton className="h-72 rounded-lg" />
        </div>
      </Loading>
    </>
  );
}
