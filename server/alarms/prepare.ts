import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import type { AlarmKind, Severity } from "./catalogue.ts";
import type { ChannelKind } from "./channel-fields.ts";
import {
  type Answer,
  type PingSignal,
  sendLetter,
  sendPing,
  withoutSecrets,
} from "./channels/index.ts";
import type { FactLinks } from "./fact.ts";
import { composeMessage, type Message, type Told } from "./message.ts";
import { openPing, openSecrets } from "./sealed.ts";

export type DeliveryRow = Prisma.AlarmDeliveryGetPayload<{ include: { channel: true } }>;

/** What a ping says, as its row keeps it. */
export interface PingMessage {
  signal: PingSignal;
  runId: string | null;
  text: string;
}

export interface Prepared {
  /** Kept with the first try, so that every later one says the same. */
  message: Message | PingMessage | null;
  send: () => Promise<Answer>;
}

/** A delivery made ready, or why there is nothing left to say. */
export async function messageFor(
  ctx: Context,
  row: DeliveryRow,
  origin: string | null,
): Promise<Prepared | { dropped: string }> {
  const { channel } = row;
  if (!channel) return await pingFor(ctx, row);
  if (!channel.enabled) return { dropped: "the channel was switched off" };
  const message = (row.message as Message | null) ?? (await composed(ctx, row, origin));
  if (typeof message === "string") return { dropped: message };
  const letter = {
    message,
    deliveryId: row.id,
    settings: channel.settings as Record<string, string>,
    secrets: openSecrets(channel),
    at: ctx.clock.now(),
  };
  return { message, send: () => sendLetter(ctx, channel.kind as ChannelKind, letter) };
}

/** The message of incidents as they stand now; a text says why there is none. */
async function composed(
  ctx: Context,
  row: DeliveryRow,
  origin: string | null,
): Promise<Message | string> {
  const alarms = await ctx.db.alarm.findMany({
    where: { id: { in: row.alarmIds } },
    include: { database: { select: { name: true, slug: true } } },
    orderBy: [{ raisedAt: "asc" }, { id: "asc" }],
  });
  const event = row.what as "raised" | "resolved" | "reminder";
  const relevant =
    event === "resolved"
      ? await thoseThatWereTold(ctx, row, alarms)
      : alarms.filter((alarm) => alarm.state !== "resolved");
  if (relevant.length === 0)
    return event === "resolved"
      ? "nobody was told of it before it was over"
      : "it was over before it was sent";
  return composeMessage(
    event,
    relevant.map(
      (alarm): Told => ({
        id: alarm.id,
        kind: alarm.kind as AlarmKind,
        severity: alarm.severity as Severity,
        sentence: alarm.sentence,
        databaseName: alarm.database?.name ?? null,
        databaseSlug: alarm.database?.slug ?? null,
        links: alarm.facts as unknown as FactLinks,
        raisedAt: alarm.raisedAt,
      }),
    ),
    { origin, at: ctx.clock.now() },
  );
}

async function thoseThatWereTold<T extends { id: string; state: string }>(
  ctx: Context,
  row: DeliveryRow,
  alarms: T[],
): Promise<T[]> {
  const told = await ctx.db.alarmDelivery.findMany({
    where: {
      channelId: row.channelId,
      what: { in: ["raised", "reminder"] },
      state: "sent",
      alarmIds: { hasSome: row.alarmIds },
    },
    select: { alarmIds: true },
  });
  const ids = new Set(told.flatMap((one) => one.alarmIds));
  return alarms.filter((alarm) => alarm.state === "resolved" && ids.has(alarm.id));
}

async function pingFor(ctx: Context, row: DeliveryRow): Promise<Prepared | { dropped: string }> {
  const watch = row.databaseId
    ? await ctx.db.databaseWatch.findUnique({ where: { databaseId: row.databaseId } })
    : null;
  const base = watch && openPing(watch);
  if (!base) return { dropped: "no address is set to ping" };
  const message = row.message as unknown as PingMessage;
  return {
    message,
    send: async () => {
      const answer = await sendPing(ctx, { base, ...message, at: ctx.clock.now() });
      return { ...answer, text: withoutSecrets(answer.text, { base }) };
    },
  };
}
