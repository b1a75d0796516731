"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";

/** After anything that changes rules, or what is on its way out: asks again for all that shows it. */
export function useRefresh(): () => Promise<void> {
  const trpc = useTRPC();
  const client = useQueryClient();
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: trpc.retention.pathKey() }),
      client.invalidateQueries({ queryKey: trpc.sets.pathKey() }),
    ]);
    void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
    void client.invalidateQueries({ queryKey: trpc.runs.pathKey() });
  };
}
