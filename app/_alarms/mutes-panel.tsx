"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import { Button } from "../_ui/button.tsx";
import { Time } from "../_ui/figures.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, LoadingRows } from "../_ui/states.tsx";

/** What nobody is told of for the time being. */
export function MutesPanel() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const mutes = useQuery(trpc.alarms.mutes.queryOptions());
  const kinds = useQuery(trpc.alarms.kinds.queryOptions());
  const unmute = useMutation(
    trpc.alarms.unmute.mutationOptions({
      onSettled: () => void client.invalidateQueries({ queryKey: trpc.alarms.pathKey() }),
    }),
  );
  const nameOf = (kind: string) => kinds.data?.find((one) => one.kind === kind)?.name ?? kind;
  return (
    <Panel title="Muted" flush>
      {mutes.isPending ? (
        <LoadingRows what="what is muted" rows={1} />
      ) : mutes.error ? (
        <ErrorState what="what is muted" error={mutes.error} onRetry={() => void mutes.refetch()} />
      ) : mutes.data.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          Nothing is muted. An alarm's page mutes its kind for its database.
        </p>
      ) : (
        <ul aria-label="Muted">
          {mutes.data.map((mute) => (
            <li
              key={`${mute.databaseId}-${mute.kind}`}
              className="flex flex-wrap items-center justify-between gap-2 border-line border-b px-4 py-2.5 last:border-b-0"
            >
              <div className="min-w-0">
                <p className="font-medium break-words">
                  {mute.databaseName ? `${mute.databaseName}: ` : ""}
                  {nameOf(mute.kind)}
                </p>
                <p className="text-ink-3 text-xs">
                  until <Time at={mute.until} exact />, by {mute.by}
                  {mute.note ? `: ${mute.note}` : ""}
                </p>
              </div>
              <Button
                size="small"
                onClick={() => unmute.mutate({ kind: mute.kind, databaseId: mute.databaseId })}
              >
                End mute
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
