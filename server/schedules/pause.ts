import type { Context } from "../context.ts";
import { found, Refusal } from "../refusal.ts";
import { endPause } from "./end-pause.ts";
import { lockSchedule } from "./lock.ts";
import { scheduleDto } from "./queries.ts";
import type { PauseInput, ScheduleDto } from "./schema.ts";
import { settleLocked } from "./settle.ts";
import { pauseOf } from "./stored.ts";

const NO_SCHEDULE = "the schedule";
const LONGEST_MILLIS = 366 * 86_400_000;

/**
 * Nothing starts by itself until it is resumed or the time has come. Pausing again changes reason and end.
 * @throws Refusal `invalid` for an end that has passed or lies more than a year ahead
 */
export async function pauseSchedule(ctx: Context, input: PauseInput): Promise<ScheduleDto> {
  const { databaseId, because, until } = input;
  const now = ctx.clock.now();
  if (until && until <= now) throw new Refusal("invalid", "the pause would be over already");
  if (until && until.getTime() > now.getTime() + LONGEST_MILLIS)
    throw new Refusal("invalid", "a pause lasts a year at most; leave its end open instead");
  return await ctx.db.$transaction(async (tx) => {
    const stored = found(await lockSchedule(tx, databaseId, false), NO_SCHEDULE);
    await settleLocked(ctx, tx, stored, false);
    const row = await tx.schedule.update({
      where: { databaseId },
      data: {
        pausedAt: pauseOf(stored, now)?.since ?? now,
        pausedUntil: until,
        pausedBecause: because,
        pausedBy: ctx.actor?.name ?? "somebody",
        fullWaits: false,
        nextAt: until,
      },
    });
    return scheduleDto(row, now);
  });
}

/** Ends a pause now; slots that lay in it are left out. */
export async function resumeSchedule(ctx: Context, databaseId: string): Promise<ScheduleDto> {
  const now = ctx.clock.now();
  return await ctx.db.$transaction(async (tx) => {
    const stored = found(await lockSchedule(tx, databaseId, false), NO_SCHEDULE);
    if (!stored.pausedAt) throw new Refusal("conflict", "the schedule is not paused");
    await endPause(tx, stored, pauseOf(stored, now) ? now : (stored.pausedUntil ?? now), now);
    return scheduleDto(await tx.schedule.findUniqueOrThrow({ where: { databaseId } }), now);
  });
}
