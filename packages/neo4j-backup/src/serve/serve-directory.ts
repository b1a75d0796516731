/** Offers a backup directory over the backup protocol, as a Neo4j would. */
import { resolve } from "node:path";
import { DIALECTS } from "../protocol/dialects.ts";
import { listen } from "../wire/listener.ts";
import { type Reveal, ServedDirectory } from "./served-directory.ts";
import { type OnFrame, type Served, serveSession } from "./session.ts";

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 6362;

export interface ServeOptions {
  /** Holds a backup; it is only read. Its newest log may grow meanwhile, by whole transactions. */
  directory: string;
  /** Address to listen on; `127.0.0.1` unless given. */
  host?: string | undefined;
  /** 6362 unless given; 0: any free one. */
  port?: number | undefined;
  /** Aborting it closes the server. */
  signal?: AbortSignal | undefined;
  /**
   * Shows the logs' transactions little by little: up to `firstTx` at once, then one more every
   * `everyMillis`; or up to what the function answers. What the base needs is always shown.
   */
  reveal?: { firstTx: number; everyMillis: number } | Reveal | undefined;
  /** Older transactions count as pruned. */
  oldestTx?: number | undefined;
  /** Size of full frames, at most 4 MiB; 512 KiB unless given. */
  frameBytes?: number | undefined;
  /** Sees each frame before it is sent, and may cut or freeze the answer. */
  onFrame?: OnFrame | undefined;
  /** Told after each answer. */
  onServed?: ((served: Served) => void) | undefined;
  /** The wire dialect; by default the one of the servers that write such a store, of two the older one. */
  dialect?: 1 | 2 | undefined;
  /** Milliseconds since the epoch. */
  now?: (() => number) | undefined;
}

export interface RunningServer {
  port: number;
  /** Hangs up on everybody and stops listening. */
  close(): Promise<void>;
}

function revealOf({ reveal, now = Date.now }: ServeOptions): Reveal | undefined {
  if (typeof reveal !== "object") return reveal;
  const since = now();
  return () => reveal.firstTx + Math.floor((now() - since) / reveal.everyMillis);
}

/**
 * Serves full backups, incremental ones from the directory's logs, and the failures a Neo4j answers
 * with, to any number of clients at once.
 * @throws BackupError no-backup, damaged-backup, bad-log, unsupported-store-version; usage when the
 *   address cannot be listened on
 */
export async function serveDirectory(options: ServeOptions): Promise<RunningServer> {
  const { host = DEFAULT_HOST, port = DEFAULT_PORT, signal, oldestTx } = options;
  const directory = await ServedDirectory.open(
    resolve(options.directory),
    revealOf(options),
    oldestTx,
  );
  const { frameBytes, onFrame, onServed } = options;
  const dialect = DIALECTS[options.dialect ?? directory.storeVersion.dialects[0] ?? 1];
  const session = { dialect, frameBytes, onFrame, onServed };
  const listener = await listen(host, port, (peer) => serveSession(peer, directory, session));
  const close = () => {
    signal?.removeEventListener("abort", close);
    return listener.close();
  };
  signal?.addEventListener("abort", close);
  if (signal?.aborted) await close();
  return { port: listener.port, close };
}
