// The worker process. Started by the supervisor, or on its own with the same environment.
import path from "node:path";
import { systemContext } from "../context.ts";
import { env } from "../env.ts";
import { log, messageOf } from "../log.ts";
import { startWorker } from "./worker.ts";

const ctx = systemContext();
const starting = startWorker({
  ctx,
  databaseUrl: env.databaseUrl,
  demo: {
    port: env.demoPort,
    directory: path.join(env.dataDirectory, "demo"),
    everyMillis: env.demoEveryMillis,
  },
});

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  try {
    await (await starting).stop();
    await ctx.db.$disconnect();
    process.exit(0);
  } catch (thrown) {
    log.error("worker-stop", { message: messageOf(thrown) });
    process.exit(1);
  }
};
process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => void stop());

await starting.catch((thrown) => {
  log.error("worker-start", { message: messageOf(thrown) });
  process.exit(1);
});
