"use client";
import { useDatabase } from "../_databases/use-database.ts";
import type { RunDto } from "../_trpc/types.ts";
import { CliLine } from "../_ui/cli-line.tsx";
import { Panel } from "../_ui/panel.tsx";
import { Skeleton } from "../_ui/states.tsx";
import { backupCommand } from "./command.ts";

/** The same backup on the command line. */
export function RunCommand({ run }: { run: RunDto }) {
  const database = useDatabase(run.databaseSlug);
  return (
    <Panel title="On the command line">
      {database.data ? (
        <CliLine command={backupCommand(database.data, run)} label="Command for this backup" />
      ) : (
        <Skeleton className="h-[38px] rounded-md" />
      )}
      <p className="mt-2 text-xs text-ink-3">
        Backs up the same source into a directory of your own; the backup sets here stay as they
        are.
      </p>
    </Panel>
  );
}
