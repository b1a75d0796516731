"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";

/** Asks anew for whatever shows a schedule. */
export function useRefreshSchedule(): () => void {
  const trpc = useTRPC();
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: trpc.schedules.pathKey() });
    void client.invalidateQueries({ queryKey: trpc.databases.pathKey() });
    void client.invalidateQueries({ queryKey: trpc.overview.pathKey() });
  };
}
