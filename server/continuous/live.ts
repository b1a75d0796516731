import type { Context } from "../context.ts";
import { numberOrNull } from "../db/index.ts";
import { FOLLOWER_EXPIRES_SECONDS } from "./queries.ts";
import type { ContinuousState } from "./schema.ts";

/** A follower that lives and has a set's directory. */
export interface LiveFollower {
  databaseId: string;
  setId: string;
  state: ContinuousState;
  reason: string | null;
  lastPullAt: Date | null;
  lastTx: number | null;
  lastCommitAt: Date | null;
  /** The address that it pulls from. */
  address: string | null;
}

/** Who follows a set now; null when nobody does. */
export async function followerOfSet(ctx: Context, setId: string): Promise<LiveFollower | null> {
  const [row] = await ctx.db.$queryRaw<
    (Omit<LiveFollower, "lastTx"> & { lastTx: bigint | null })[]
  >`
    SELECT c."databaseId"::text AS "databaseId", c."setId", c."state", c."reason", c."lastPullAt", c."lastTx",
      c."lastCommitAt", r."address"
    FROM "Continuous" c LEFT JOIN "Run" r ON r."id" = c."runId"
    WHERE c."setId" = ${setId} AND c."workerId" IS NOT NULL
      AND c."heartbeatAt" >= now() - make_interval(secs => ${FOLLOWER_EXPIRES_SECONDS})`;
  return row ? { ...row, lastTx: numberOrNull(row.lastTx) } : null;
}

/** Asks the follower of a database for a pull. @returns when: a pull that began later has everything up to it */
export async function askForPull(ctx: Context, databaseId: string): Promise<Date> {
  const at = ctx.clock.now();
  await ctx.db.continuous.updateMany({ where: { databaseId }, data: { pullAskedAt: at } });
  return at;
}
