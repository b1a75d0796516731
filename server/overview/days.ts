import type { Context } from "../context.ts";
import { listDatabases } from "../databases/index.ts";
import { HAS_OWN_LOG_FILES, number } from "../db/index.ts";
import { type CalendarDay, lastDays } from "./day-starts.ts";
import { DEFAULT_MINUTES } from "./rpo.ts";
import type { DayCell, DayOutcome, DaysDto } from "./schema.ts";
import { targetsOf } from "./standing.ts";

const MINUTE = 60_000;
const SHOWN_DAYS = 30;

/** The last 30 days of every database, or of one: what its runs came to, and when it was behind its target. */
export async function daysOf(ctx: Context, zone: string, databaseId?: string): Promise<DaysDto> {
  const now = ctx.clock.now();
  const days = lastDays(now, SHOWN_DAYS, zone);
  const ids = databaseId ? [databaseId] : (await listDatabases(ctx)).map((row) => row.id);
  const targets = await targetsOf(ctx, ids);
  const limits = [...targets].flatMap(([id, { minutes, since }]): Limit[] =>
    since === null
      ? [{ id, minutes, from: null, to: null }]
      : [
          { id, minutes: DEFAULT_MINUTES, from: null, to: since },
          { id, minutes, from: since, to: null },
        ],
  );
  const [counts, gaps, stored] = await Promise.all([
    countsOf(ctx, ids, days, now),
    gapsOf(ctx, limits, days, now),
    storedOf(ctx, ids, days),
  ]);
  const byDatabase: DaysDto["byDatabase"] = {};
  for (const id of ids) byDatabase[id] = { cells: [], stored: days.map(() => null) };
  for (const row of counts) cellOf(byDatabase, row.databaseId, days[row.day - 1]).add(row);
  for (const gap of gaps) paint(byDatabase, gap, days, now);
  for (const row of stored) {
    const of = byDatabase[row.databaseId];
    if (of) of.stored[row.day - 1] = number(row.bytes);
  }
  for (const of of Object.values(byDatabase)) of.cells.sort((a, b) => (a.day < b.day ? -1 : 1));
  return { days: days.map(({ day }) => day), zone, byDatabase };
}

interface CountRow {
  databaseId: string;
  /** From 1. */
  day: number;
  outcome: DayOutcome;
  count: number;
  runId: string;
  transactions: bigint;
  bytes: bigint;
}

/** The cell of a day, made when it is not there yet. */
function cellOf(
  all: DaysDto["byDatabase"],
  databaseId: string,
  day: CalendarDay | undefined,
): { add: (row: CountRow) => void; cell: DayCell | null } {
  const of = all[databaseId];
  if (!of || !day) return { add: () => {}, cell: null };
  let cell = of.cells.find((one) => one.day === day.day);
  if (!cell) {
    cell = { day: day.day, outcomes: [], behindMillis: 0, transactions: 0, bytes: 0 };
    of.cells.push(cell);
  }
  const made = cell;
  return {
    cell: made,
    add: ({ outcome, count, runId, transactions, bytes }) => {
      made.outcomes.push({ outcome, count, runId });
      made.transactions += number(transactions);
      made.bytes += number(bytes);
    },
  };
}

/** How far behind a database may be, from one time to another. */
interface Limit {
  id: string;
  minutes: number;
  from: Date | null;
  to: Date | null;
}

interface Gap {
  databaseId: string;
  from: Date;
  to: Date;
}

function paint(all: DaysDto["byDatabase"], gap: Gap, days: CalendarDay[], now: Date): void {
  days.forEach((day, at) => {
    const end = days[at + 1]?.from ?? now;
    const from = Math.max(gap.from.getTime(), day.from.getTime());
    const millis = Math.min(gap.to.getTime(), end.getTime()) - from;
    if (millis <= 0) return;
    const { cell } = cellOf(all, gap.databaseId, day);
    if (cell) cell.behindMillis += millis;
  });
}

/** What runs came to by day; a restore is none of the backups' business, and a cancelled run no failure. */
async function countsOf(
  ctx: Context,
  ids: string[],
  days: CalendarDay[],
  now: Date,
): Promise<CountRow[]> {
  const starts = days.map((day) => day.from);
  const [first] = starts;
  return await ctx.db.$queryRaw<CountRow[]>`
    WITH ended AS (
      SELECT "databaseId", "id", coalesce("finishedAt", "requestedAt") AS "at", "transactions", "bytes", "asked",
        CASE
          WHEN "inconsistent" OR "errorCode" = 'inconsistent' THEN 'inconsistent'
          WHEN "state" = 'failed' THEN 'failed'
          WHEN "state" = 'cancelled' THEN 'cancelled'
          WHEN "result" = 'fell-back-to-full' THEN 'fell-back'
          WHEN "asked" IN ('auto', 'full', 'incremental') THEN 'backed-up'
          WHEN "asked" = 'follow' THEN 'followed'
          ELSE 'tended'
        END AS "outcome"
      FROM "Run"
      WHERE "databaseId" = ANY(${ids}::uuid[]) AND "asked" <> 'restore'
        AND "state" IN ('succeeded', 'failed', 'cancelled') AND coalesce("finishedAt", "requestedAt") >= ${first}
    ), by_day AS (
      SELECT *, width_bucket("at", ${starts}::timestamptz[]) AS "day" FROM ended WHERE "outcome" <> 'followed'
      UNION ALL
      SELECT "databaseId", "id", "startedAt", NULL, NULL, "asked", 'followed', "day"
      FROM "Run", generate_series(
        greatest(1, width_bucket("startedAt", ${starts}::timestamptz[])),
        width_bucket(coalesce("finishedAt", ${now}::timestamptz), ${starts}::timestamptz[])
      ) AS "day"
      WHERE "databaseId" = ANY(${ids}::uuid[]) AND "asked" = 'follow' AND "startedAt" IS NOT NULL
        AND coalesce("finishedAt", ${now}::timestamptz) >= ${first}
      UNION ALL
      SELECT "databaseId", "id", "finishedAt", "transactions", "bytes", "asked", 'followed',
        width_bucket("finishedAt", ${starts}::timestamptz[])
      FROM "Run"
      WHERE "databaseId" = ANY(${ids}::uuid[]) AND "asked" = 'follow' AND "transactions" > 0
        AND "finishedAt" >= ${first} AND NOT ${HAS_OWN_LOG_FILES}
      UNION ALL
      SELECT r."databaseId", r."id", f."lastCommitAt", f."transactions", f."bytes", r."asked", 'followed',
        width_bucket(f."lastCommitAt", ${starts}::timestamptz[])
      FROM "LogFile" f JOIN "Run" r ON r."id" = f."runId" AND r."asked" = 'follow'
      WHERE r."databaseId" = ANY(${ids}::uuid[]) AND f."lastCommitAt" >= ${first}
    )
    SELECT "databaseId", "day", "outcome", count(*)::int AS "count",
      (array_agg("id" ORDER BY "at" DESC))[1] AS "runId",
      coalesce(sum("transactions") FILTER (WHERE "outcome" IN ('backed-up', 'followed')), 0)::bigint AS "transactions",
      coalesce(sum("bytes") FILTER (WHERE "outcome" IN ('backed-up', 'fell-back', 'followed', 'inconsistent')), 0)::bigint AS "bytes"
    FROM by_day GROUP BY 1, 2, 3`;
}

/**
 * The stretches in which a database was further behind than its target. A run protects up to its start once it has
 * ended; a stretch of continuous protection protects up to its end from its start on; before the first, since it was added.
 * Before a target was set, or the schedule that it follows from, nobody had said more than the default.
 */
async function gapsOf(
  ctx: Context,
  limits: Limit[],
  days: CalendarDay[],
  now: Date,
): Promise<Gap[]> {
  const [first] = days;
  return await ctx.db.$queryRaw<Gap[]>`
    WITH limits AS (
      SELECT * FROM unnest(
        ${limits.map((limit) => limit.id)}::uuid[],
        ${limits.map((limit) => limit.minutes * MINUTE)}::float8[],
        ${limits.map((limit) => limit.from)}::timestamptz[],
        ${limits.map((limit) => limit.to)}::timestamptz[]
      ) AS t("databaseId", "millis", "from", "to")
    ), target AS (
      SELECT DISTINCT "databaseId" FROM limits
    ), covered AS (
      SELECT t."databaseId", d."createdAt" AS "from", d."createdAt" AS "upTo"
      FROM target t JOIN "Database" d ON d."id" = t."databaseId"
      UNION ALL
      SELECT t."databaseId", l."finishedAt", l."startedAt"
      FROM target t JOIN LATERAL (
        SELECT "finishedAt", "startedAt" FROM "Run"
        WHERE "databaseId" = t."databaseId" AND "state" = 'succeeded' AND "asked" IN ('auto', 'full', 'incremental')
          AND "requestedAt" < ${first?.from}
        ORDER BY "requestedAt" DESC LIMIT 1
      ) l ON TRUE
      UNION ALL
      SELECT t."databaseId", r."finishedAt", r."startedAt"
      FROM target t JOIN "Run" r ON r."databaseId" = t."databaseId"
      WHERE r."state" = 'succeeded' AND r."asked" IN ('auto', 'full', 'incremental') AND r."requestedAt" >= ${first?.from}
      UNION ALL
      SELECT t."databaseId", r."startedAt", coalesce(r."finishedAt", r."heartbeatAt", ${now})
      FROM target t JOIN "Run" r ON r."databaseId" = t."databaseId"
      WHERE r."asked" = 'follow' AND r."startedAt" IS NOT NULL
        AND coalesce(r."finishedAt", ${now}) >= ${first?.from}
    ), steps AS (
      SELECT "databaseId", max("upTo") OVER w AS "upTo", lead("from", 1, ${now}::timestamptz) OVER w AS "next"
      FROM covered WHERE "from" IS NOT NULL AND "upTo" IS NOT NULL
      WINDOW w AS (PARTITION BY "databaseId" ORDER BY "from" ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    SELECT * FROM (
      SELECT s."databaseId", greatest(s."upTo" + l."millis" * interval '1 millisecond', l."from") AS "from",
        least(s."next", l."to") AS "to"
      FROM steps s JOIN limits l ON l."databaseId" = s."databaseId"
    ) gap
    WHERE "from" < "to" AND "to" > ${first?.from}`;
}

async function storedOf(
  ctx: Context,
  ids: string[],
  days: CalendarDay[],
): Promise<{ databaseId: string; day: number; bytes: bigint }[]> {
  const starts = days.map((day) => day.from);
  return await ctx.db.$queryRaw`
    WITH looks AS (
      SELECT "databaseId", width_bucket("at", ${starts}::timestamptz[]) AS "day", "at", "bytes"
      FROM "StorageSample" WHERE "databaseId" = ANY(${ids}::uuid[]) AND "at" >= ${starts[0]}
    )
    SELECT DISTINCT ON ("databaseId", "day") "databaseId", "day", "bytes" FROM looks
    ORDER BY "databaseId", "day", "at" DESC`;
}
