import type { Context } from "../context.ts";

export interface WorkerDto {
  id: string;
  host: string;
  pid: number;
  lastSeen: Date;
  busy: boolean;
}

/** Enters a worker, or renews its sign of life. */
export async function seeWorker(
  ctx: Context,
  worker: { id: string; host: string; pid: number; busyRuns: number },
): Promise<void> {
  await ctx.db.$executeRaw`
    INSERT INTO "Worker" ("id", "host", "pid", "startedAt", "lastSeen", "busyRuns")
    VALUES (${worker.id}, ${worker.host}, ${worker.pid}, now(), now(), ${worker.busyRuns})
    ON CONFLICT ("id") DO UPDATE SET "lastSeen" = now(), "busyRuns" = ${worker.busyRuns}`;
}

/** Takes out a worker that stopped or is known to be gone. */
export async function forgetWorkers(ctx: Context, ids: string[]): Promise<void> {
  await ctx.db.worker.deleteMany({ where: { id: { in: ids } } });
}

/** Takes out workers that have been silent for an hour. */
export async function forgetSilentWorkers(ctx: Context): Promise<void> {
  await ctx.db.$executeRaw`DELETE FROM "Worker" WHERE "lastSeen" < now() - interval '1 hour'`;
}

/** Workers that are known, the latest seen first. */
export async function listWorkers(ctx: Context): Promise<WorkerDto[]> {
  const rows = await ctx.db.worker.findMany({ orderBy: { lastSeen: "desc" } });
  return rows.map(({ id, host, pid, lastSeen, busyRuns }) => ({
    id,
    host,
    pid,
    lastSeen,
    busy: busyRuns > 0,
  }));
}
