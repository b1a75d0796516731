"use client";
import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useRef } from "react";
import { useTRPC } from "./client.ts";
import { changesState, patchDatabase, patchPage, patchRun } from "./live.ts";
import { isSignedOut } from "./signed-out.ts";
import type { DatabaseDto, RunDto, RunPage, RunSignal } from "./types.ts";
import { useVisible } from "./use-visible.ts";

/** Keeps every page live: one subscription whose signals are written into the cached queries. */
export function LiveRuns() {
  const trpc = useTRPC();
  const client = useQueryClient();
  const visible = useVisible();
  const known = useRef(new Map<string, string>());

  const refresh = () => {
    for (const key of [
      trpc.databases.pathKey(),
      trpc.overview.pathKey(),
      trpc.forecast.pathKey(),
      trpc.runs.pathKey(),
      trpc.sets.pathKey(),
      trpc.retention.preview.pathKey(),
      trpc.system.pathKey(),
    ]) {
      void client.invalidateQueries({ queryKey: key });
    }
  };

  const apply = (signal: RunSignal) => {
    client.setQueriesData<DatabaseDto[]>({ queryKey: trpc.databases.list.pathKey() }, (list) =>
      list?.map((each) => patchDatabase(each, signal)),
    );
    client.setQueriesData<DatabaseDto>({ queryKey: trpc.databases.bySlug.pathKey() }, (each) =>
      each ? patchDatabase(each, signal) : each,
    );
    client.setQueriesData<RunDto>({ queryKey: trpc.runs.byId.pathKey() }, (run) =>
      run ? patchRun(run, signal) : run,
    );
    client.setQueriesData<InfiniteData<RunPage> | RunPage>(
      { queryKey: trpc.runs.list.pathKey() },
      (data) => {
        if (!data) return data;
        if ("items" in data) return patchPage(data, signal);
        return { ...data, pages: data.pages.map((page) => patchPage(page, signal)) };
      },
    );
    if (changesState(known.current, signal)) refresh();
  };

  /** Its session is over, which is not to say that nobody is signed in: who is not leaves by the answer to this. */
  const ended = (error: unknown) => {
    if (!isSignedOut(error)) return;
    client
      .fetchQuery(trpc.people.me.queryOptions(undefined, { staleTime: 0 }))
      .then(() => watching.reset())
      .catch(() => undefined);
  };
  const watching = useSubscription(
    trpc.runs.watchAll.subscriptionOptions(undefined, {
      enabled: visible,
      onData: (event) => apply(event.data),
      onStarted: refresh,
      onError: ended,
    }),
  );
  return null;
}
