import { listSets, NO_SETS, type SetTotals, setTotals } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import {
  type DatabaseRow,
  databaseById,
  databaseBySlug,
  listDatabases,
  storeFamily,
} from "../databases/index.ts";
import { formatOf } from "../formats/index.ts";
import { found } from "../refusal.ts";
import { KEEP_ALL, type RetentionPolicy, retentionOf, retentionOfAll } from "../retention/index.ts";
import { type DatabaseRuns, runsByDatabase, runsSince } from "../runs/index.ts";
import type { DatabaseDto, Standing, StripDto } from "./schema.ts";
import { standingOf } from "./standing.ts";
import { toStripSet } from "./strip.ts";

const DAY_MILLIS = 86_400_000;
const DEFAULT_DAYS = 14;

function toDto(
  row: DatabaseRow,
  standing: Standing,
  totals: SetTotals = NO_SETS,
  runs: DatabaseRuns | undefined,
  retention: RetentionPolicy = KEEP_ALL,
): DatabaseDto {
  return {
    ...row,
    ...standing,
    ...totals,
    format: formatOf(row.store?.storeVersion ?? null, row.dialect),
    storeVersionFamily: row.store && storeFamily(row.store.storeVersion),
    lastGood: runs?.lastGood ?? null,
    lastRun: runs?.lastRun ?? null,
    activeRun: runs?.activeRun ?? null,
    retention,
    consecutiveFailures: runs?.consecutiveFailures ?? 0,
  };
}

/** All databases with how they stand, by name. */
export async function listOverview(ctx: Context): Promise<DatabaseDto[]> {
  const [rows, totals, retention] = await Promise.all([
    listDatabases(ctx),
    setTotals(ctx, null),
    retentionOfAll(ctx),
  ]);
  const ids = rows.map((row) => row.id);
  const [runs, standing] = await Promise.all([runsByDatabase(ctx, ids), standingOf(ctx, ids)]);
  // one that was removed in between stands nowhere
  return rows.flatMap((row) => {
    const stands = standing.get(row.id);
    return stands
      ? [toDto(row, stands, totals.get(row.id), runs.get(row.id), retention.get(row.id))]
      : [];
  });
}

async function withStanding(ctx: Context, row: DatabaseRow): Promise<DatabaseDto> {
  const [totals, runs, retention, standing] = await Promise.all([
    setTotals(ctx, row.id),
    runsByDatabase(ctx, [row.id]),
    retentionOf(ctx, row.id),
    standingOf(ctx, [row.id]),
  ]);
  const stands = found(standing.get(row.id), "the database");
  return toDto(row, stands, totals.get(row.id), runs.get(row.id), retention);
}

/** One database with how it stands. */
export async function overviewBySlug(ctx: Context, slug: string): Promise<DatabaseDto> {
  return await withStanding(ctx, found(await databaseBySlug(ctx, slug), "the database"));
}

/** One database with how it stands. */
export async function overviewById(ctx: Context, id: string): Promise<DatabaseDto> {
  return await withStanding(ctx, found(await databaseById(ctx, id), "the database"));
}

/** A database's sets and runs on the time axis that ends now; sets count if they reach into it. */
export async function strip(ctx: Context, id: string, days = DEFAULT_DAYS): Promise<StripDto> {
  found(await databaseById(ctx, id), "the database");
  const sets = await listSets(ctx, id);
  const to = ctx.clock.now();
  const from = new Date(to.getTime() - days * DAY_MILLIS);
  const reaching = sets.filter((set) => (set.protectedAt ?? set.finishedAt ?? to) >= from);
  return { from, to, sets: reaching.map(toStripSet), runs: await runsSince(ctx, id, from) };
}
