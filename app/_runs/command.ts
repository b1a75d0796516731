import { addressText } from "neo4j-backup/catalogue";
import { type Addressed, addressesOf } from "../_databases/addresses.ts";
import type { DatabaseDto, RunDto } from "../_trpc/types.ts";

/** Quotes an argument for a shell where it needs it. */
function quote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The options that name the server, or the members of a cluster in the order in which they are tried. */
export function sourceOptions(database: Addressed): string {
  if (database.moreAddresses.length === 0)
    return `-host ${quote(database.host)} -port ${database.port}`;
  return `-from ${quote(`ha://${addressesOf(database).map(addressText).join(",")}`)}`;
}

/** The command line that makes the same backup into a directory of the caller's choice. */
export function backupCommand(
  database: Pick<DatabaseDto, "host" | "port" | "moreAddresses" | "slug" | "timeoutSeconds">,
  run?: Pick<RunDto, "asked">,
): string {
  const target = `./${database.slug}${run?.asked === "full" ? "-full" : ""}`;
  const timeout = database.timeoutSeconds === 40 ? "" : ` -timeout ${database.timeoutSeconds}s`;
  return `neo4j-backup ${sourceOptions(database)} -to ${quote(target)}${timeout}`;
}
