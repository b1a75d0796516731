import fs from "node:fs/promises";
import path from "node:path";
import type { Context } from "../../context.ts";
import type { AlarmFact } from "../fact.ts";

const GIB = 1024 ** 3;
const LOW = { share: 0.1, bytes: 100 * GIB };
const VERY_LOW = { share: 0.03, bytes: 10 * GIB };

/** How bad the space that is left is; a large disk with much room is not low for its share alone. */
export function diskSeverity(free: number, total: number): "critical" | "warning" | null {
  const isBelow = (limit: typeof LOW): boolean => free < Math.min(limit.share * total, limit.bytes);
  if (isBelow(VERY_LOW)) return "critical";
  return isBelow(LOW) ? "warning" : null;
}

async function spaceUnder(directory: string): Promise<{ free: number; total: number } | null> {
  try {
    const stats = await fs.statfs(directory);
    return { free: stats.bavail * stats.bsize, total: stats.blocks * stats.bsize };
  } catch {
    const parent = path.dirname(directory);
    return parent === directory ? null : await spaceUnder(parent);
  }
}

/** In tenths, so that the sentence does not change with every byte. */
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

/** Whether the storage has room. Told by a worker, whose storage it is. */
export async function diskFacts(ctx: Context): Promise<AlarmFact[]> {
  const space = await spaceUnder(ctx.storageRoot);
  const severity = space && diskSeverity(space.free, space.total);
  if (!space || !severity) return [];
  return [
    {
      kind: "disk-low",
      severity,
      databaseId: null,
      subject: "",
      sentence: `the storage has ${gib(space.free)} of ${gib(space.total)} left (${Math.floor((100 * space.free) / space.total)} %)`,
      reason: "disk-low",
      links: {},
      whenGone: "the storage has room again",
    },
  ];
}

/** A worker shows itself every 2.5 s; silence this long means that it is gone. */
export const WORKER_SILENT_SECONDS = 20;

/** Workers that fell silent without saying that they stop, and an installation without any. */
export async function workerFacts(ctx: Context): Promise<AlarmFact[]> {
  const workers = await ctx.db.$queryRaw<{ id: string; host: string; isAlive: boolean }[]>`
    SELECT "id", "host", "lastSeen" > now() - make_interval(secs => ${WORKER_SILENT_SECONDS}) AS "isAlive"
    FROM "Worker" ORDER BY "id"`;
  if (!workers.some((worker) => worker.isAlive))
    return [
      {
        kind: "worker-gone",
        severity: "critical",
        databaseId: null,
        subject: "",
        sentence: "no worker is alive: nothing is backed up, checked or deleted",
        reason: "no-worker",
        links: {},
        whenGone: "a worker is alive",
      },
    ];
  return workers
    .filter((worker) => !worker.isAlive)
    .map((worker) => ({
      kind: "worker-gone",
      severity: "warning",
      databaseId: null,
      subject: worker.id,
      sentence: `worker ${worker.id} stopped reporting; others are alive`,
      reason: "one-worker",
      links: {},
      whenGone: "it reports again, or is no longer counted on",
    }));
}
