/** A backup server to try things on: a small shop that gains a transaction every few seconds. */
import { resolve } from "node:path";
import { DemoLog } from "./demo-log.ts";
import { type RunningServer, type ServeOptions, serveDirectory } from "./serve-directory.ts";

const DEFAULT_EVERY_MILLIS = 5_000;

export interface DemoOptions {
  /** Where its database lies; made and filled at the first start, continued at the next ones. */
  directory: string;
  host?: string | undefined;
  /** 0, unless given: any free one. */
  port?: number | undefined;
  /** Time between two transactions; 5 seconds unless given. */
  everyMillis?: number | undefined;
  signal?: AbortSignal | undefined;
  onServed?: ServeOptions["onServed"];
  /** Told when a transaction could not be appended; it is tried again when the next one is due. */
  onProblem?: ((error: unknown) => void) | undefined;
  /** Milliseconds since the epoch. */
  now?: (() => number) | undefined;
}

/**
 * Starts the demo source. One process at a time may use the directory.
 * @throws BackupError not-a-backup when the directory holds something else; usage when the address
 *   cannot be listened on
 */
export async function startDemoSource(options: DemoOptions): Promise<RunningServer> {
  const { everyMillis = DEFAULT_EVERY_MILLIS, now = Date.now, onProblem, signal } = options;
  const directory = resolve(options.directory);
  await DemoLog.prepare(directory);
  const { host, port = 0, onServed } = options;
  // Listening comes first: a second source on the same port ends here, before it writes.
  const server = await serveDirectory({ directory, host, port, onServed });
  const log = await DemoLog.open(directory).catch(async (error) => {
    await server.close();
    throw error;
  });
  let timer: NodeJS.Timeout | undefined;
  let appending: Promise<void> = Promise.resolve();
  let closed: Promise<void> | undefined;
  const wait = () => {
    timer = setTimeout(() => {
      appending = log
        .append(now())
        .catch(onProblem ?? (() => undefined))
        .then(() => {
          if (!closed) wait();
        });
    }, everyMillis);
  };
  const close = (): Promise<void> => {
    closed ??= (async () => {
      signal?.removeEventListener("abort", close);
      clearTimeout(timer);
      await appending;
      await Promise.all([log.close(), server.close()]);
    })();
    return closed;
  };
  wait();
  signal?.addEventListener("abort", close);
  if (signal?.aborted) await close();
  return { port: server.port, close };
}
