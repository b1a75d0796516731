"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "../_trpc/client.ts";

const LIVE_MILLIS = 1_500;
const IDLE_MILLIS = 15_000;
/** What else the page shows of the set follows this often. */
const FOLLOW_UP_MILLIS = 10_000;

/** How a database is followed; live while it is, and then the page's other figures are too. */
export function useContinuous(databaseId: string) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const query = useQuery(
    trpc.continuous.get.queryOptions(
      { databaseId },
      { refetchInterval: ({ state }) => (state.data?.wanted ? LIVE_MILLIS : IDLE_MILLIS) },
    ),
  );
  const state = query.data?.state;
  const lastPull = query.data?.lastPullAt?.getTime() ?? 0;
  const step = Math.floor(lastPull / FOLLOW_UP_MILLIS);
  const following = `${state}/${step}`;
  useEffect(() => {
    if (following.startsWith("undefined") || following.startsWith("off/")) return;
    void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
  }, [following, client, trpc]);
  return query;
}
