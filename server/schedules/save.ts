import type { Context } from "../context.ts";
import { found, Refusal } from "../refusal.ts";
import { checkSetting } from "./check-setting.ts";
import { lockSchedule } from "./lock.ts";
import { planFrom } from "./plan.ts";
import { scheduleDto } from "./queries.ts";
import type { SaveScheduleInput, ScheduleDto } from "./schema.ts";
import { settleLocked } from "./settle.ts";

const CHANGED =
  "somebody else changed the schedule meanwhile; discard your changes to see what it is now";

/**
 * Saves the schedule of a database. What is due in this moment is settled as it was planned before; then only the new
 * times hold. A pause stays.
 * @throws Refusal `invalid` with the first thing that is wrong, `conflict` when it was changed since it was looked at
 */
export async function saveSchedule(ctx: Context, input: SaveScheduleInput): Promise<ScheduleDto> {
  const { databaseId, basedOn, ...typed } = input;
  const now = ctx.clock.now();
  const answer = checkSetting(typed, now);
  if (!answer.ok) throw new Refusal("invalid", Object.values(answer.errors)[0] ?? "not valid");
  return await ctx.db.$transaction(async (tx) => {
    const databases = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM "Database" WHERE "id" = ${databaseId}::uuid AND "removedAt" IS NULL FOR SHARE`;
    found(databases[0], "the database");
    const before = await lockSchedule(tx, databaseId, false);
    if (basedOn !== undefined && before?.changedAt.getTime() !== basedOn?.getTime())
      throw new Refusal("conflict", CHANGED);
    if (before) await settleLocked(ctx, tx, before, false);
    const data = { ...answer.setting, changedAt: now };
    const stored = await tx.schedule.upsert({
      where: { databaseId },
      create: { databaseId, ...data, settledAt: now },
      update: data,
    });
    await planFrom(tx, stored, now, now);
    return scheduleDto(await tx.schedule.findUniqueOrThrow({ where: { databaseId } }), now);
  });
}

/** Takes the schedule away: from now on nothing starts by itself. What came of its slots is kept. */
export async function removeSchedule(
  ctx: Context,
  databaseId: string,
): Promise<{ databaseId: string }> {
  const { count } = await ctx.db.schedule.deleteMany({ where: { databaseId } });
  if (count === 0) throw new Refusal("not-found", "this database has no schedule");
  return { databaseId };
}
