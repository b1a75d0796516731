import { BackupError, OnlineBackup } from "neo4j-backup";
import type { Context } from "../context.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { checkReach } from "../reach/index.ts";
import { ConsoleFailure } from "./failures.ts";

/**
 * The addresses a source may be connected to at, looked up and checked now. What connects uses these, so that a name
 * cannot come to mean another machine in between.
 * @throws ConsoleFailure `address-refused`; BackupError `unknown-host`
 */
export async function sourceAddresses(
  ctx: Context,
  { host, port }: Pick<DatabaseRow, "host" | "port">,
): Promise<string[]> {
  const reach = await checkReach(ctx, { host, port, kind: "source" });
  if (reach.ok) return reach.addresses;
  if (reach.code === "refused") throw new ConsoleFailure("address-refused", reach.reason);
  throw new BackupError("unknown-host", { detail: `${host}:${port}` });
}

/** A database's server, at an address that was just checked. */
export const openSource = async (ctx: Context, database: DatabaseRow): Promise<OnlineBackup> =>
  OnlineBackup.from(database.host, database.port)
    .connectingTo(await sourceAddresses(ctx, database))
    .withTimeout(database.timeoutSeconds * 1000);
