import type { z } from "zod";
import type { Context } from "../context.ts";
import { found, Refusal } from "../refusal.ts";
import { addEvent } from "./apply.ts";
import { muteKey } from "./fact.ts";
import { alarmDetail } from "./inbox.ts";
import type { AlarmDto, acknowledgeInput, muteInput, unmuteInput } from "./schema.ts";

const whoOf = (ctx: Context): string => ctx.actor?.name ?? "Somebody";

async function move(
  ctx: Context,
  input: z.infer<typeof acknowledgeInput>,
  way: { from: string; to: string; what: "acknowledged" | "unacknowledged" },
): Promise<AlarmDto> {
  const at = ctx.clock.now();
  const by = whoOf(ctx);
  const isAcknowledging = way.what === "acknowledged";
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.alarm.updateMany({
      where: { id: input.id, state: way.from },
      data: {
        state: way.to,
        acknowledgedAt: isAcknowledging ? at : null,
        acknowledgedBy: isAcknowledging ? by : null,
        // its reminders begin anew
        ...(isAcknowledging ? {} : { toldAt: at }),
      },
    });
    if (count === 0) {
      const row = found(await tx.alarm.findUnique({ where: { id: input.id } }), "the alarm");
      if (row.state === way.to) return;
      throw new Refusal("conflict", `the alarm is ${row.state} meanwhile`);
    }
    await addEvent(tx, {
      alarmId: input.id,
      at,
      what: way.what,
      by,
      ...(input.note ? { text: input.note } : {}),
    });
  });
  return (await alarmDetail(ctx, input.id)).alarm;
}

/** Says that somebody has seen it: it reminds nobody any more, and is still resolved by itself. */
export const acknowledgeAlarm = (
  ctx: Context,
  input: z.infer<typeof acknowledgeInput>,
): Promise<AlarmDto> =>
  move(ctx, input, { from: "open", to: "acknowledged", what: "acknowledged" });

/** Takes an acknowledgement back. */
export const unacknowledgeAlarm = (
  ctx: Context,
  input: z.infer<typeof acknowledgeInput>,
): Promise<AlarmDto> =>
  move(ctx, input, { from: "acknowledged", to: "open", what: "unacknowledged" });

const LONGEST_MUTE_MILLIS = 366 * 86_400_000;

/** No messages about a kind, of one database or of all, until a time. Incidents are still in the inbox. */
export async function muteKind(ctx: Context, input: z.infer<typeof muteInput>): Promise<void> {
  const now = ctx.clock.now();
  const { kind, databaseId, until, note } = input;
  if (until <= now) throw new Refusal("invalid", "the time until which to mute has passed");
  if (until.getTime() - now.getTime() > LONGEST_MUTE_MILLIS)
    throw new Refusal("invalid", "a kind can be muted for a year at most");
  if (databaseId)
    found(await ctx.db.database.findUnique({ where: { id: databaseId } }), "the database");
  const key = muteKey(kind, databaseId);
  const data = { kind, databaseId, until, by: whoOf(ctx), note: note || null };
  await ctx.db.$transaction(async (tx) => {
    await tx.alarmMute.upsert({ where: { key }, create: { key, ...data }, update: data });
    for (const alarm of await tx.alarm.findMany({
      where: { kind, databaseId, NOT: { openKey: null } },
      select: { id: true },
    }))
      await addEvent(tx, {
        alarmId: alarm.id,
        at: now,
        what: "muted",
        by: data.by,
        text: `until ${until.toISOString()}${note ? `: ${note}` : ""}`,
      });
  });
}

/** Ends a mute; what is still so and was not told of is told of now. */
export async function unmuteKind(ctx: Context, input: z.infer<typeof unmuteInput>): Promise<void> {
  const { kind, databaseId } = input;
  await ctx.db.$transaction(async (tx) => {
    const { count } = await tx.alarmMute.deleteMany({ where: { key: muteKey(kind, databaseId) } });
    if (count === 0) return;
    for (const alarm of await tx.alarm.findMany({
      where: { kind, databaseId, NOT: { openKey: null } },
      select: { id: true },
    }))
      await addEvent(tx, {
        alarmId: alarm.id,
        at: ctx.clock.now(),
        what: "unmuted",
        by: whoOf(ctx),
      });
  });
}
