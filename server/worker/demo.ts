import fs from "node:fs/promises";
import type { Context } from "../context.ts";
import { moveDemo } from "../databases/index.ts";
import { log, messageOf } from "../log.ts";

export interface DemoSource {
  /** Serves the demo source; does nothing when it is served already. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** The sample database that gains transactions, served in the worker's process once it is asked for. */
export function createDemoSource(
  ctx: Context,
  options: { port: number; directory: string; everyMillis: number },
): DemoSource {
  let serving: Promise<{ port: number; close(): Promise<void> }> | undefined;
  const serve = async () => {
    const { startDemoSource } = await import("neo4j-backup/serve");
    await fs.mkdir(options.directory, { recursive: true });
    const source = await startDemoSource({
      ...options,
      onProblem: (thrown) => log.warn("demo-not-grown", { message: messageOf(thrown) }),
    });
    await moveDemo(ctx, source.port);
    log.info("demo-served", { port: source.port });
    return source;
  };
  return {
    start: async () => {
      serving ??= serve().catch((thrown) => {
        serving = undefined;
        throw thrown;
      });
      await serving;
    },
    stop: async () => {
      await (await serving?.catch(() => undefined))?.close();
    },
  };
}
