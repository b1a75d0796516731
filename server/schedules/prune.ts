import type { Context } from "../context.ts";

const DAY = 86_400_000;
const QUIET_DAYS = 90;
const EVENT_DAYS = 400;

/** Forgets old slots: events after a year and some, what went as planned after a quarter. @returns how many */
export async function pruneSlots(ctx: Context): Promise<number> {
  const now = ctx.clock.now().getTime();
  const quiet = await ctx.db.scheduleSlot.deleteMany({
    where: {
      at: { lt: new Date(now - QUIET_DAYS * DAY) },
      outcome: { in: ["started", "with-full", "followed"] },
    },
  });
  const events = await ctx.db.scheduleSlot.deleteMany({
    where: { at: { lt: new Date(now - EVENT_DAYS * DAY) } },
  });
  return quiet.count + events.count;
}
