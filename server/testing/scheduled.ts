import { cancelRun } from "../runs/index.ts";
import {
  listSlots,
  type SaveScheduleInput,
  type SlotOutcome,
  saveSchedule,
  settleSchedule,
} from "../schedules/index.ts";
import type { TestContext } from "./context.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** A Tuesday. */
export const START = Date.UTC(2026, 10, 24, 10, 30);

/** A context of one test's own, whose clock is set by hand. */
export function clocked(ctx: TestContext, at = START) {
  const clock = { at, now: () => new Date(clock.at) };
  return { clock, own: { ...ctx, clock, actor: { kind: "system" as const, name: "Ada" } } };
}

/** A schedule: every hour unless the test says otherwise. */
export const input = (
  databaseId: string,
  more: Partial<SaveScheduleInput> = {},
): SaveScheduleInput => ({
  databaseId,
  incrementalCron: "0 * * * *",
  fullCron: null,
  zone: "UTC",
  jitterSeconds: 0,
  windows: [],
  inWindow: "skip",
  catchUpHours: 0,
  ...more,
});

/** A database with a schedule, and what tests do with it. */
export async function scheduledIn(ctx: TestContext, more: Partial<SaveScheduleInput> = {}) {
  const { clock, own } = clocked(ctx);
  const { id } = await ctx.newDatabase();
  await saveSchedule(own, input(id, more));
  const runs = () =>
    ctx.db.run.findMany({ where: { databaseId: id }, orderBy: { requestedAt: "asc" } });
  const slots = async (): Promise<[string, SlotOutcome, string, number][]> =>
    (await listSlots(own, { databaseId: id, eventsOnly: false })).items
      .map((slot): [string, SlotOutcome, string, number] => [
        slot.kind,
        slot.outcome,
        slot.slotAt.toISOString().slice(11, 16),
        slot.slots,
      ])
      .sort((a, b) => `${a[2]}${a[0]}`.localeCompare(`${b[2]}${b[0]}`));
  /** Looks at a moment, given in minutes after the start. */
  const look = async (minutes: number) => {
    clock.at = START + minutes * MINUTE;
    return await settleSchedule(own, id);
  };
  const endRuns = async () => {
    for (const run of await ctx.db.run.findMany({ where: { databaseId: id, state: "queued" } }))
      await cancelRun(own, run.id);
  };
  return { id, own, clock, runs, slots, look, endRuns };
}
