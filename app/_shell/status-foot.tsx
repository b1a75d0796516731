"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import { useNow } from "../_ui/use-now.ts";
import { workersWord } from "./badge.ts";

/** The machinery in two lines, at the foot of the sidebar. */
export function StatusFoot() {
  const trpc = useTRPC();
  const now = useNow(5_000);
  const status = useQuery(trpc.system.status.queryOptions(undefined, { refetchInterval: 10_000 }));
  if (!status.data) {
    return (
      <p className="mt-auto min-h-8 px-2 text-xs text-ink-3 max-md:hidden">
        {status.error ? "Status unknown: the server does not answer" : ""}
      </p>
    );
  }
  const workers = workersWord(status.data, now);
  return (
    <div className="mt-auto px-2 text-xs text-ink-3 max-md:hidden">
      <p className={workers.bad ? "font-semibold text-bad" : ""}>{workers.text}</p>
      <p>Postgres {status.data.postgres}</p>
    </div>
  );
}
