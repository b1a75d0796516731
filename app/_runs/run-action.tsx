"use client";
import type { DatabaseDto } from "../_trpc/types.ts";
import { BackUpNow } from "./back-up-now.tsx";
import { CancelRun } from "./cancel-run.tsx";

/** What can be done about a database now, in a list of several: start a backup, or end the one that runs. */
export function RunAction({ database }: { database: DatabaseDto }) {
  return database.activeRun ? (
    <CancelRun run={database.activeRun} named />
  ) : (
    <BackUpNow database={database} named />
  );
}
