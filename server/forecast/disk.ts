import type { Context } from "../context.ts";
import { number } from "../db/index.ts";
import { spaceUnder } from "../system/index.ts";
import type { DiskForecast } from "./schema.ts";
import { fullAt, NEEDED_DAYS, type Reading, spanDays, type Trend, trendOf } from "./trend.ts";
import { counted, inDecimal } from "./words.ts";

const DAY = 86_400_000;
/** Growth further back says little about growth now. */
const TREND_DAYS = 60;

/** When the storage root is full, from what the backups came to on each of the last days. */
export async function diskForecast(ctx: Context): Promise<DiskForecast> {
  const now = ctx.clock.now();
  const [space, samples] = await Promise.all([
    spaceUnder(ctx.storageRoot),
    ctx.db.storageSample.findMany({
      where: { at: { gte: new Date(now.getTime() - TREND_DAYS * DAY) } },
      orderBy: { at: "asc" },
      select: { databaseId: true, at: true, bytes: true },
    }),
  ]);
  const byDatabase = new Map<string, Reading[]>();
  for (const { databaseId, at, bytes } of samples) {
    const readings = byDatabase.get(databaseId) ?? [];
    readings.push({ at: at.getTime(), bytes: number(bytes) });
    byDatabase.set(databaseId, readings);
  }
  return forecastDisk([...byDatabase.values()], { root: ctx.storageRoot, space, now });
}

/** The same from readings of each database, oldest first. */
export function forecastDisk(
  histories: Reading[][],
  disk: { root: string; space: { free: number; total: number } | null; now: Date },
): DiskForecast {
  const trends = histories.map(trendOf);
  const known = trends.filter((trend) => trend !== null);
  const storedBytes = histories.reduce((sum, readings) => sum + (readings.at(-1)?.bytes ?? 0), 0);
  const growth: Trend | null =
    known.length === 0
      ? null
      : known.reduce((all, one) => ({
          perDay: all.perDay + one.perDay,
          low: all.low + one.low,
          high: all.high + one.high,
        }));
  const free = disk.space?.free ?? null;
  const at = (perDay: number): Date | null =>
    free === null ? null : fullAt(disk.now.getTime(), free, perDay);
  const forecast: Omit<DiskForecast, "because"> = {
    root: disk.root,
    freeBytes: free,
    totalBytes: disk.space?.total ?? null,
    storedBytes,
    perDayBytes: growth && Math.round(growth.perDay),
    fullAt: growth && at(growth.perDay),
    notBefore: growth && at(growth.high),
    days: Math.round(Math.max(0, ...histories.map(spanDays))),
    neededDays: NEEDED_DAYS,
    uncounted: trends.length - known.length,
  };
  return { ...forecast, because: becauseOf(forecast) };
}

function becauseOf(forecast: Omit<DiskForecast, "because">): string {
  const { perDayBytes, days, neededDays, uncounted } = forecast;
  if (perDayBytes === null)
    return `Not enough history: what the backups come to is noted once a day, and ${counted(neededDays, "day")} are needed. There ${days === 1 ? "is" : "are"} ${days} so far.`;
  const left =
    uncounted === 0
      ? ""
      : ` ${counted(uncounted, "database has", "databases have")} too little history and ${uncounted === 1 ? "is" : "are"} not counted.`;
  const grows =
    perDayBytes > 0
      ? `backups grow by about ${inDecimal(perDayBytes)} a day`
      : "backups do not grow";
  return `From what the backups came to on each of the last ${counted(days, "day")}, after retention: ${grows} (the median slope, in a straight line).${left}`;
}
