import { addressText, BackupError, isOfServer, OnlineBackup } from "neo4j-backup";
import type { Context } from "../context.ts";
import { addressesOf, type DatabaseRow, type ServerAddress } from "../databases/index.ts";
import { checkReach } from "../reach/index.ts";
import { noteAddress } from "../runs/index.ts";
import { ConsoleFailure, type FailedAttempt, NoneServed, reasonAt } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";

/**
 * The addresses a source may be connected to at, looked up and checked now. What connects uses these, so that a name
 * cannot come to mean another machine in between.
 * @throws ConsoleFailure `address-refused`; BackupError `unknown-host`
 */
export async function sourceAddresses(
  ctx: Context,
  { host, port }: ServerAddress,
): Promise<string[]> {
  const reach = await checkReach(ctx, { host, port, kind: "source" });
  if (reach.ok) return reach.addresses;
  if (reach.code === "refused") throw new ConsoleFailure("address-refused", reach.reason);
  throw new BackupError("unknown-host", { detail: `${host}:${port}` });
}

/** A database's server at one of its addresses, which was just checked. */
export const openSource = async (
  ctx: Context,
  { timeoutSeconds }: Pick<DatabaseRow, "timeoutSeconds">,
  address: ServerAddress,
): Promise<OnlineBackup> =>
  OnlineBackup.from(address.host, address.port)
    .connectingTo(await sourceAddresses(ctx, address))
    .withTimeout(timeoutSeconds * 1000);

const isOfAddress = (thrown: unknown): thrown is FailedAttempt["thrown"] =>
  isOfServer(thrown) || (thrown instanceof ConsoleFailure && thrown.code === "address-refused");

/**
 * Has something done from the first address that serves, in their order. What an address cannot do is told in the
 * run's log, and the next one is tried; what would be the same at each of them ends it at once.
 * @param act from one address; what it throws must leave nothing behind
 * @throws NoneServed when there were several; the failure itself when there is one
 */
export async function fromFirstThatServes<T>(
  { ctx, ids, recorder, signal }: RunInHand,
  { database, addresses }: { database: DatabaseRow; addresses: readonly ServerAddress[] },
  act: (source: OnlineBackup) => Promise<T>,
): Promise<T> {
  const isOnly = addressesOf(database).length === 1;
  const attempts: FailedAttempt[] = [];
  for (const [i, address] of addresses.entries()) {
    await noteAddress(ctx, { ...ids, address: addressText(address) });
    const before = recorder.phases.length;
    try {
      return await act(await openSource(ctx, database, address));
    } catch (thrown) {
      if (isOnly || signal.aborted || !isOfAddress(thrown)) throw thrown;
      attempts.push({ address, thrown });
      const next = addresses[i + 1];
      if (next) recorder.passOver(before);
      const then = next ? `${addressText(next)} is tried next` : "there is no other address left";
      recorder.line(
        "warning",
        `${addressText(address)}: ${reasonAt({ address, thrown })}; ${then}`,
      );
    }
  }
  await noteAddress(ctx, { ...ids, address: null });
  throw new NoneServed(attempts);
}
