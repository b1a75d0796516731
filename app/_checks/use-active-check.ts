"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { RunDto, SetDto } from "../_trpc/types.ts";

/** The check of a set that is queued or under way, whoever started it. Live: run signals are written into the list. */
export function useActiveCheck(set: SetDto): RunDto | null {
  const trpc = useTRPC();
  const runs = useQuery(
    trpc.runs.list.queryOptions(
      { databaseId: set.databaseId, asked: ["check"], states: ["queued", "running"], limit: 20 },
      { enabled: set.inUse },
    ),
  );
  return (
    runs.data?.items.find(
      (run) => run.setId === set.id && (run.state === "queued" || run.state === "running"),
    ) ?? null
  );
}
