"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "../_trpc/client.ts";
import { isActive } from "../_trpc/live.ts";
import type { LogLine } from "../_trpc/types.ts";
import { useVisible } from "../_trpc/use-visible.ts";

/** How often to ask while a run is under way, should the live connection fail. */
const FALL_BACK = 5_000;

/** Log lines in order, each once; lines that both lists hold are taken from the first. */
export function mergeLog(known: LogLine[], more: LogLine[]): LogLine[] {
  const last = known.at(-1)?.seq ?? -1;
  const fresh = more.filter((line) => line.seq > last);
  return fresh.length === 0 ? known : [...known, ...fresh];
}

/** A run and its kept log: first from its row, then live for as long as it is under way. */
export function useRun(id: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const visible = useVisible();
  const run = useQuery(
    trpc.runs.byId.queryOptions(
      { id },
      {
        retry: false,
        refetchInterval: ({ state }) => (state.data && isActive(state.data) ? FALL_BACK : false),
      },
    ),
  );
  const log = useQuery(trpc.runs.log.queryOptions({ id }, { enabled: run.isSuccess }));
  const live = run.data ? isActive(run.data) : false;
  useSubscription(
    trpc.runs.watch.subscriptionOptions(
      { id },
      {
        enabled: live && visible,
        onData: ({ data }) => {
          client.setQueryData(trpc.runs.byId.queryKey({ id }), data.run);
          client.setQueryData(trpc.runs.log.queryKey({ id }), (known) =>
            mergeLog(known ?? [], data.log),
          );
        },
      },
    ),
  );
  return { run, log };
}
