import { randomBytes } from "node:crypto";
import os from "node:os";
import { Logger, type Runner, run } from "graphile-worker";
import pg from "pg";
import type { Context } from "../context.ts";
import { demoDatabase } from "../databases/index.ts";
import { CANCEL_CHANNEL, listen, type QueuePayloads } from "../db/index.ts";
import { log, messageOf } from "../log.ts";
import { forgetWorkers } from "../runs/index.ts";
import { ActiveRuns } from "./active-runs.ts";
import { keepAlarms } from "./alarm-rounds.ts";
import { keepFollowing } from "./continuous-rounds.ts";
import { deleteDatabaseFiles } from "./delete-set.ts";
import { createDemoSource } from "./demo.ts";
import type { Worker } from "./deps.ts";
import { executeRun } from "./execute.ts";
import { keepHouse, tidyUp } from "./housekeeping.ts";
import { keepSchedules } from "./schedule-rounds.ts";

const CONCURRENCY = 4;
const POLL_MILLIS = 1_000;

export interface WorkerOptions {
  ctx: Context;
  databaseUrl: string;
  demo: { port: number; directory: string; everyMillis: number };
}

export interface RunningWorker {
  id: string;
  /** Ends the runs in hand as stopped, and returns when nothing of the worker is left. */
  stop(): Promise<void>;
}

/** Starts a worker in this process. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const { ctx } = options;
  const worker: Worker = {
    ctx,
    id: `${os.hostname()}:${process.pid}:${randomBytes(4).toString("hex")}`,
    active: new ActiveRuns(),
    demo: createDemoSource(ctx, options.demo),
  };
  const cancels = listen({
    url: options.databaseUrl,
    channels: [CANCEL_CHANNEL],
    onNotification: (_channel, runId) => worker.active.stop(runId, "cancelled"),
    onReconnect: () => log.info("listening-again"), // what was missed comes with the next heartbeat
  });
  await cancels.ready;
  await tidyUp(worker);
  const stopHouse = keepHouse(worker);
  const stopAlarms = keepAlarms(ctx, worker.id);
  const stopSchedules = keepSchedules(ctx);
  const stopFollowing = keepFollowing(worker);
  const pool = new pg.Pool({ connectionString: options.databaseUrl, max: CONCURRENCY + 2 });
  pool.on("error", (error) => log.warn("queue-connection", { message: error.message }));
  pool.on("connect", (client) => client.on("error", () => {}));
  const runner = await startRunner(worker, pool);
  if (await demoDatabase(ctx)) startDemoQuietly(worker);
  log.info("worker-ready", { worker: worker.id });
  return {
    id: worker.id,
    stop: async () => {
      await stopSchedules();
      await stopFollowing();
      worker.active.stopAll("stopping");
      await runner.stop();
      await stopAlarms();
      await stopHouse();
      await worker.demo.stop();
      await forgetWorkers(ctx, [worker.id]);
      await cancels.close();
      await pool.end();
    },
  };
}

function startDemoQuietly(worker: Worker): void {
  worker.demo
    .start()
    .catch((thrown) => log.error("demo-not-started", { message: messageOf(thrown) }));
}

async function startRunner(worker: Worker, pool: pg.Pool): Promise<Runner> {
  return await run({
    pgPool: pool,
    concurrency: CONCURRENCY,
    noHandleSignals: true,
    pollInterval: POLL_MILLIS,
    logger: new Logger(() => (level, message) => {
      if (level === "error") log.error("queue", { message });
    }),
    taskList: {
      run: (payload) => executeRun(worker, (payload as QueuePayloads["run"]).runId),
      "remove-database": (payload) =>
        deleteDatabaseFiles(worker.ctx, (payload as QueuePayloads["remove-database"]).databaseId),
      "serve-demo": () => worker.demo.start(),
    },
  });
}
