import type { Context } from "../context.ts";
import type { ServerAddress } from "../databases/index.ts";
import { FOLLOWER_EXPIRES_SECONDS } from "./queries.ts";
import type { ContinuousSetting } from "./schema.ts";

export interface FollowerIds {
  databaseId: string;
  workerId: string;
}

/** A database that a worker has to follow from now on. */
export interface Claimed extends FollowerIds {
  /** The stretch that another worker left, if one is under way. */
  runId: string | null;
  lastPullAt: Date | null;
  failures: number;
}

/**
 * Takes one database that is to be followed and that nobody follows: one conditional update, so that one worker gets
 * it. Runs that write to its newest set come first.
 */
export async function claimFollower(ctx: Context, workerId: string): Promise<Claimed | null> {
  const [row] = await ctx.db.$queryRaw<Omit<Claimed, "workerId">[]>`
    UPDATE "Continuous" SET "workerId" = ${workerId}, "heartbeatAt" = now(), "setId" = NULL,
      "pullAskedAt" = NULL, "retryAt" = NULL,
      "since" = CASE WHEN "state" IN ('off', 'stopped') THEN ${ctx.clock.now()} ELSE "since" END,
      "state" = CASE WHEN "state" IN ('off', 'stopped') THEN 'starting' ELSE "state" END
    WHERE "databaseId" = (
      SELECT c."databaseId" FROM "Continuous" c JOIN "Database" d ON d."id" = c."databaseId"
      WHERE c."wanted" AND d."removedAt" IS NULL
        AND (c."workerId" IS NULL OR c."heartbeatAt" IS NULL
          OR c."heartbeatAt" < now() - make_interval(secs => ${FOLLOWER_EXPIRES_SECONDS}))
        AND (c."retryAt" IS NULL OR c."retryAt" <= ${ctx.clock.now()})
        AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."databaseId" = c."databaseId"
          AND r."state" IN ('queued', 'running') AND r."asked" IN ('auto', 'incremental', 'delete-set'))
      ORDER BY c."databaseId" LIMIT 1 FOR UPDATE OF c SKIP LOCKED)
    RETURNING "databaseId"::text AS "databaseId", "runId"::text AS "runId", "lastPullAt", "failures"`;
  return row ? { ...row, workerId } : null;
}

/** What a follower hears back from its heartbeat. */
export interface FollowerPulse extends ContinuousSetting {
  host: string;
  port: number;
  moreAddresses: readonly ServerAddress[];
  timeoutSeconds: number;
  isRemoved: boolean;
  pullAskedAt: Date | null;
  /** The set that should be followed. */
  newestSetId: string | null;
  /** A run waits to delete the set that is followed. */
  isSetGoing: boolean;
}

/** @returns null when the database is not the worker's to follow any more */
export async function beatFollower(ctx: Context, ids: FollowerIds): Promise<FollowerPulse | null> {
  const [row] = await ctx.db.$queryRaw<
    (Omit<FollowerPulse, "rollBytes"> & { rollBytes: bigint })[]
  >`
    UPDATE "Continuous" c SET "heartbeatAt" = now() FROM "Database" d
    WHERE d."id" = c."databaseId" AND c."databaseId" = ${ids.databaseId}::uuid
      AND c."workerId" = ${ids.workerId}
    RETURNING c."wanted", c."everySeconds", c."rollBytes", c."rollMinutes", c."pullAskedAt",
      d."host", d."port", d."moreAddresses", d."timeoutSeconds", d."removedAt" IS NOT NULL AS "isRemoved",
      (SELECT s."id" FROM "BackupSet" s WHERE s."databaseId" = c."databaseId" AND s."state" = 'good'
        AND s."leavingBy" IS DISTINCT FROM 'person'
        ORDER BY s."startedAt" DESC, s."id" DESC LIMIT 1) AS "newestSetId",
      EXISTS (SELECT 1 FROM "Run" r WHERE r."setId" = c."setId" AND r."asked" = 'delete-set'
        AND r."state" IN ('queued', 'running')) AS "isSetGoing"`;
  if (!row) return null;
  return { ...row, rollBytes: Number(row.rollBytes) };
}

/** The follower has the directory of this set from now on. @returns false when it is not the worker's any more */
export async function holdSet(ctx: Context, ids: FollowerIds, setId: string): Promise<boolean> {
  const { count } = await ctx.db.continuous.updateMany({
    where: { databaseId: ids.databaseId, workerId: ids.workerId },
    data: { setId },
  });
  return count === 1;
}

export interface Release {
  state: "off" | "starting" | "reconnecting" | "stopped";
  reason: string | null;
  errorCode?: string | null;
  retryAt?: Date | null;
  failures?: number;
  /** The stretch goes on under another worker. */
  keepsRun?: boolean;
}

/** The worker does not follow the database any more. */
export async function releaseFollower(
  ctx: Context,
  ids: FollowerIds,
  release: Release,
): Promise<void> {
  const { state, reason, errorCode = null, retryAt = null, failures, keepsRun = false } = release;
  const before = await ctx.db.continuous.findUnique({
    where: { databaseId: ids.databaseId },
    select: { state: true, since: true },
  });
  const { databaseId, workerId } = ids;
  await ctx.db.continuous.updateMany({
    where: { databaseId, workerId },
    data: {
      state,
      reason,
      errorCode,
      retryAt,
      since: before?.state === state ? before.since : ctx.clock.now(),
      workerId: null,
      heartbeatAt: null,
      setId: null,
      pullAskedAt: null,
      ...(failures === undefined ? {} : { failures }),
      ...(keepsRun ? {} : { runId: null }),
    },
  });
}

/** What these workers followed can be taken over at once: they are known to be dead. */
export async function freeFollowersOf(ctx: Context, workerIds: string[]): Promise<void> {
  await ctx.db.continuous.updateMany({
    where: { workerId: { in: workerIds } },
    data: { heartbeatAt: null },
  });
}

/** Stretches that were to end when the worker that followed died: nobody takes those over. */
export async function abandonedStretches(
  ctx: Context,
): Promise<{ databaseId: string; runId: string; workerId: string | null }[]> {
  return await ctx.db.$queryRaw`
    SELECT "databaseId"::text AS "databaseId", "runId"::text AS "runId", "workerId" FROM "Continuous"
    WHERE NOT "wanted" AND "runId" IS NOT NULL AND ("workerId" IS NULL
      OR "heartbeatAt" IS NULL OR "heartbeatAt" < now() - make_interval(secs => ${FOLLOWER_EXPIRES_SECONDS}))`;
}

/** Forgets a stretch that nobody went on with. */
export async function forgetStretch(
  ctx: Context,
  stretch: { databaseId: string; runId: string; workerId: string | null },
): Promise<void> {
  await ctx.db.continuous.updateMany({
    where: stretch,
    data: {
      runId: null,
      workerId: null,
      heartbeatAt: null,
      setId: null,
      state: "off",
      reason: null,
    },
  });
}
