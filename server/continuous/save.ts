import type { Context } from "../context.ts";
import { databaseById } from "../databases/index.ts";
import { found } from "../refusal.ts";
import { continuousById } from "./queries.ts";
import type { ContinuousDto, SaveContinuousInput } from "./schema.ts";

/** Saves the setting; whoever follows, or should, hears of it within a second or two. */
export async function saveContinuous(
  ctx: Context,
  input: SaveContinuousInput,
): Promise<ContinuousDto> {
  const { databaseId, rollBytes, ...rest } = input;
  found(await databaseById(ctx, databaseId), "the database");
  const data = { ...rest, rollBytes: BigInt(rollBytes) };
  await ctx.db.continuous.upsert({
    where: { databaseId },
    create: { databaseId, ...data },
    // what stood in its way is looked at anew
    update: { ...data, retryAt: null, failures: 0 },
  });
  await settleIfOff(ctx, databaseId);
  return await continuousById(ctx, databaseId);
}

/** Switched off while nobody followed: there is nothing left to say about it. */
async function settleIfOff(ctx: Context, databaseId: string): Promise<void> {
  await ctx.db.continuous.updateMany({
    where: { databaseId, wanted: false, workerId: null, runId: null },
    data: { state: "off", reason: null, errorCode: null, since: ctx.clock.now() },
  });
}

/** Asks whoever follows the database to pull at once; at the next look when nobody does. */
export async function retryNow(ctx: Context, databaseId: string): Promise<ContinuousDto> {
  found(await databaseById(ctx, databaseId), "the database");
  await ctx.db.continuous.updateMany({
    where: { databaseId, wanted: true },
    data: { pullAskedAt: ctx.clock.now(), retryAt: null },
  });
  return await continuousById(ctx, databaseId);
}
