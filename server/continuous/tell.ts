import type { Context } from "../context.ts";
import type { FollowerIds } from "./claim.ts";
import type { MinuteCount } from "./rate.ts";
import type { ContinuousState } from "./schema.ts";

/** How a follower stands: what is written after pulls and when its state changes. */
export interface FollowerStanding {
  state: Extract<ContinuousState, "starting" | "following" | "reconnecting">;
  since: Date;
  reason: string | null;
  errorCode: string | null;
  runId: string | null;
  lastPullAt: Date | null;
  lastTx: number | null;
  lastCommitAt: Date | null;
  pulls: number;
  transactions: number;
  bytes: number;
  reconnects: number;
  minutes: MinuteCount[];
}

/** @returns false when the database is not the worker's to follow any more */
export async function tellStanding(
  ctx: Context,
  ids: FollowerIds,
  standing: FollowerStanding,
): Promise<boolean> {
  const { lastPullAt, lastTx, lastCommitAt, minutes, ...rest } = standing;
  const { count } = await ctx.db.continuous.updateMany({
    where: ids,
    data: {
      ...rest,
      pulls: BigInt(rest.pulls),
      transactions: BigInt(rest.transactions),
      bytes: BigInt(rest.bytes),
      minutes: minutes.map((one) => ({ ...one })),
      ...(lastPullAt ? { lastPullAt, failures: 0 } : {}),
      ...(lastTx === null ? {} : { lastTx: BigInt(lastTx) }),
      ...(lastCommitAt ? { lastCommitAt } : {}),
    },
  });
  return count === 1;
}
