import type { DatabaseDto, RunDto } from "../_trpc/types.ts";

/** Quotes an argument for a shell where it needs it. */
function quote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The command line that makes the same backup into a directory of the caller's choice. */
export function backupCommand(
  database: Pick<DatabaseDto, "host" | "port" | "slug" | "timeoutSeconds">,
  run?: Pick<RunDto, "asked">,
): string {
  const target = `./${database.slug}${run?.asked === "full" ? "-full" : ""}`;
  const timeout = database.timeoutSeconds === 40 ? "" : ` -timeout ${database.timeoutSeconds}s`;
  return `neo4j-backup -host ${quote(database.host)} -port ${database.port} -to ${quote(target)}${timeout}`;
}
