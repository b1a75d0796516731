"use client";
import { backupCommand } from "../_runs/command.ts";
import type { DatabaseDto, PreviewDto } from "../_trpc/types.ts";
import { CliLine } from "../_ui/cli-line.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";
import { NextRuns } from "./next-runs.tsx";

interface Preview {
  data: PreviewDto | undefined;
  error: { message: string; data?: unknown } | null;
  refetch: () => unknown;
}

/** What the draft would do: its next five runs, and the same by cron. */
export function PreviewPanel({
  database,
  preview,
  isReadable,
}: {
  database: DatabaseDto;
  preview: Preview;
  isReadable: boolean;
}) {
  const plan = preview.data?.ok ? preview.data : null;
  return (
    <div className="grid min-w-0 grid-cols-1 gap-4">
      <Panel title="The next five runs" flush data-testid="next-runs">
        {preview.error ? (
          <ErrorState
            what="the next runs"
            error={preview.error}
            onRetry={() => void preview.refetch()}
          />
        ) : !preview.data ? (
          <LoadingRows what="the next runs" rows={5} className="h-11" />
        ) : !plan || !isReadable ? (
          <p className="px-4 pb-4 text-ink-2">
            Nothing to show: something in the form cannot be read yet. The saved schedule goes on
            unchanged.
          </p>
        ) : plan.next.length === 0 ? (
          <p className="px-4 pb-4 text-ink-2">
            Nothing comes due in the next years that no maintenance window takes away.
          </p>
        ) : (
          <NextRuns runs={plan.next} label="The next five runs" />
        )}
      </Panel>
      {plan && plan.cadences.length > 0 ? (
        <Panel title="The same by cron">
          <div className="grid grid-cols-1 gap-2">
            {plan.cadences.map(({ kind, cron }) => (
              <CliLine
                key={kind}
                command={`${cron} ${backupCommand(database, { asked: kind })}`}
                label={`Line of a crontab, ${kind}`}
              />
            ))}
          </div>
          <p className="mt-2 text-xs text-ink-3">
            On another machine, by its own clock: without catch-up, windows or a word about missed
            slots.
          </p>
        </Panel>
      ) : null}
    </div>
  );
}
