"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { ChainState } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { CopyButton } from "../_ui/copy-button.tsx";
import { Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";

/** Whether the audit is as it was written. The newest entries are looked at by themselves, all of them by a button. */
export function ChainPanel() {
  const trpc = useTRPC();
  const newest = useQuery(trpc.audit.newestChain.queryOptions());
  const whole = useQuery(trpc.audit.wholeChain.queryOptions(undefined, { enabled: false }));
  const shown = whole.data ? whole : newest;
  return (
    <Panel
      title="Audit chain"
      className="mb-4"
      actions={
        <Button size="small" busy={whole.isFetching} onClick={() => void whole.refetch()}>
          Verify all entries
        </Button>
      }
    >
      {shown.isPending ? (
        <Loading what="the chain">
          <Skeleton className="h-11" />
        </Loading>
      ) : shown.error ? (
        <ErrorState what="the chain" error={shown.error} onRetry={() => void shown.refetch()} />
      ) : (
        <Chain state={shown.data} />
      )}
      {whole.error ? (
        <p role="alert" className="mt-2 text-bad">
          The entries could not be verified: {whole.error.message}. Nothing was changed; try again.
        </p>
      ) : null}
    </Panel>
  );
}

function Chain({ state }: { state: ChainState }) {
  return (
    <div className="grid min-h-11 gap-1.5" role={state.ok ? undefined : "alert"}>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Pill tone={state.ok ? "good" : "bad"}>{state.ok ? "Unbroken" : "Broken"}</Pill>
        <span>
          {state.broken
            ? `Entry ${formatCount(state.broken.seq)}: ${state.broken.why}.`
            : state.headSeq === 0
              ? "Nothing has been recorded yet."
              : `Entries ${formatCount(state.fromSeq)} to ${formatCount(state.headSeq)} are as they were written.`}
        </span>
        <span className="text-xs text-ink-3">
          verified <Time at={state.checkedAt} />
        </span>
      </p>
      {state.broken ? (
        <p className="text-ink-2">
          Somebody changed the rows past Holdfast. Entries before it still hold; look into who can
          write to Postgres, and compare with the console's log, which has each entry's hash.
        </p>
      ) : null}
      {state.headHash === "" ? null : (
        <p className="flex items-center gap-1 text-xs text-ink-3">
          <span className="min-w-0 break-all">
            Newest hash <span className="font-mono">{state.headHash}</span>
          </span>
          <CopyButton text={state.headHash} label="Copy newest hash" />
        </p>
      )}
    </div>
  );
}
