import type { Context } from "../../context.ts";
import { type DiskForecast, diskForecast } from "../../forecast/index.ts";
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

/** In tenths, so that the sentence does not change with every byte. */
const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

const DAY_MILLIS = 86_400_000;
/** A disk that is full within these days is told of, however much room it has. */
const FULL_WITHIN_DAYS = 7;

/** Whether the storage has room, now and in the days to come. Told by a worker, whose storage it is. */
export const diskFacts = async (ctx: Context): Promise<AlarmFact[]> =>
  ofForecast(await diskForecast(ctx), ctx.clock.now());

export function ofForecast(
  disk: Pick<DiskForecast, "freeBytes" | "totalBytes" | "fullAt">,
  now: Date,
): AlarmFact[] {
  const { freeBytes: free, totalBytes: total, fullAt } = disk;
  if (free === null || total === null) return [];
  const isSoonFull =
    fullAt !== null && fullAt.getTime() - now.getTime() < FULL_WITHIN_DAYS * DAY_MILLIS;
  const severity = diskSeverity(free, total) ?? (isSoonFull ? "warning" : null);
  if (!severity) return [];
  const share = total > 0 ? Math.floor((100 * free) / total) : 0;
  const until = isSoonFull
    ? `, and is likely full on ${fullAt.toISOString().slice(0, 10)}, as the backups grow`
    : "";
  return [
    {
      kind: "disk-low",
      severity,
      databaseId: null,
      subject: "",
      sentence: `the storage has ${gib(free)} of ${gib(total)} left (${share} %)${until}`,
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
