"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";

/** The database of a page's address; live, and shared by the frame and its tabs. */
export function useDatabase(slug: string) {
  const trpc = useTRPC();
  return useQuery(
    trpc.databases.bySlug.queryOptions(
      { slug },
      { refetchInterval: ({ state }) => (state.data?.activeRun ? 5_000 : 30_000) },
    ),
  );
}
