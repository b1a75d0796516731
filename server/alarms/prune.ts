import type { Context } from "../context.ts";

const DAY_MILLIS = 86_400_000;
const DELIVERIES_DAYS = 90;
const ALARMS_DAYS = 400;

/** Lets go of what nobody looks up any more: ended deliveries, incidents long over, mutes that ended. */
export async function pruneAlarms(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MILLIS);
  await ctx.db.alarmDelivery.deleteMany({
    where: { createdAt: { lt: before(DELIVERIES_DAYS) }, NOT: { state: "waiting" } },
  });
  await ctx.db.alarm.deleteMany({
    where: { state: "resolved", resolvedAt: { lt: before(ALARMS_DAYS) } },
  });
  await ctx.db.alarmMute.deleteMany({ where: { until: { lt: now } } });
}
