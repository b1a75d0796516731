import { BackupError, probe } from "neo4j-backup";
import type { Context } from "../context.ts";
import { nameOfStore, storeFamily, type TestAnswer } from "../databases/index.ts";
import { checkReach } from "../reach/index.ts";

export interface Address {
  host: string;
  port: number;
  timeoutSeconds: number;
}

type Addresses = { addresses: string[] } | { refused: TestAnswer & { ok: false } };

/** Where a source is to be connected to. An address that the policy refuses is an answer. */
async function addressesOf(ctx: Context, { host, port }: Address): Promise<Addresses> {
  const reach = await checkReach(ctx, { host, port, kind: "source" });
  if (reach.ok) return { addresses: reach.addresses };
  if (reach.code === "unknown-host")
    throw new BackupError("unknown-host", { detail: `${host}:${port}` });
  return {
    refused: {
      ok: false,
      error: {
        code: "address-refused",
        message: "Holdfast does not connect to that address",
        detail: reach.reason,
        safe: "Nothing was connected to.",
        advice:
          "Enter the address of a Neo4j server. An administrator sees in Settings > Security where sources may lie.",
        retry: "never",
        server: null,
      },
    },
  };
}

/** Asks a server who it is, without making it work. Trouble is an answer, not an exception. */
export async function testConnection(
  ctx: Context,
  address: Address,
  signal?: AbortSignal,
): Promise<TestAnswer> {
  try {
    const found = await addressesOf(ctx, address);
    if ("refused" in found) return found.refused;
    const { store, dialect, elapsedMillis } = await probe({
      host: address.host,
      port: address.port,
      addresses: found.addresses,
      timeoutMillis: address.timeoutSeconds * 1000,
      ...(signal ? { signal } : {}),
    });
    return {
      ok: true,
      store: { ...store, creationTime: new Date(store.creationTime) },
      dialect,
      elapsedMillis,
      storeVersionFamily: storeFamily(store.storeVersion),
      knownAs: await nameOfStore(ctx, store),
    };
  } catch (thrown) {
    if (!(thrown instanceof BackupError)) throw thrown;
    return { ok: false, error: plainError(thrown) };
  }
}

const plainError = (error: BackupError) => ({
  code: error.code as string,
  message: error.message,
  detail: error.detail ?? null,
  safe: error.safe ?? "Nothing was changed anywhere.",
  advice: error.advice,
  retry: error.retry,
  server: error.server ?? null,
});

const WAIT_MILLIS = 250;

/** Waits until a server answers, for a source that is only just starting. */
export async function waitUntilAnswers(
  ctx: Context,
  address: Address,
  withinMillis: number,
): Promise<TestAnswer> {
  const deadline = AbortSignal.timeout(withinMillis);
  for (;;) {
    const answer = await testConnection(ctx, address);
    if (answer.ok || deadline.aborted) return answer;
    await new Promise((resolve) => setTimeout(resolve, WAIT_MILLIS));
  }
}
