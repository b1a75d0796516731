import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import { isUniqueViolation } from "../db/index.ts";
import { found, Refusal } from "../refusal.ts";
import type { ChannelKind } from "./channel-fields.ts";
import { checkChannel } from "./channel-settings.ts";
import { sendLetter } from "./channels/index.ts";
import { channelById } from "./channels-list.ts";
import { testMessage } from "./message.ts";
import type {
  ChannelDto,
  ChannelInput,
  EditChannelInput,
  ReceiverAnswer,
  TestResult,
} from "./schema.ts";
import { openSecrets, sealSecrets } from "./sealed.ts";

const MOST_CHANNELS = 100;

const taken = (thrown: unknown, name: string): unknown =>
  isUniqueViolation(thrown)
    ? new Refusal("conflict", `another channel is already called "${name}"`)
    : thrown;

/** Adds a channel; nothing goes to it before a route leads there. */
export async function addChannel(ctx: Context, input: ChannelInput): Promise<ChannelDto> {
  if ((await ctx.db.alarmChannel.count()) >= MOST_CHANNELS)
    throw new Refusal("conflict", `there are ${MOST_CHANNELS} channels already`);
  const { settings, secrets } = checkChannel(input.kind, input);
  const id = randomUUID();
  const { name, kind, enabled } = input;
  try {
    await ctx.db.alarmChannel.create({
      data: {
        id,
        name,
        kind,
        enabled,
        settings,
        secrets: sealSecrets(id, secrets),
        createdAt: ctx.clock.now(),
      },
    });
  } catch (thrown) {
    throw taken(thrown, name);
  }
  return await channelById(ctx, id);
}

/** Changes a channel. Secrets that are not given stay as they are. */
export async function editChannel(ctx: Context, input: EditChannelInput): Promise<ChannelDto> {
  const row = found(
    await ctx.db.alarmChannel.findUnique({ where: { id: input.id } }),
    "the channel",
  );
  // what cannot be read any more can still be replaced
  const before = readable(row);
  const { settings, secrets } = checkChannel(row.kind as ChannelKind, input, before);
  try {
    await ctx.db.alarmChannel.update({
      where: { id: row.id },
      data: {
        name: input.name,
        enabled: input.enabled,
        settings,
        secrets: sealSecrets(row.id, secrets),
      },
    });
  } catch (thrown) {
    throw taken(thrown, input.name);
  }
  return await channelById(ctx, row.id);
}

function readable(row: { id: string; secrets: string | null }): Record<string, string> {
  try {
    return openSecrets(row);
  } catch {
    return {};
  }
}

/** Removes a channel with its routes and deliveries. */
export async function removeChannel(ctx: Context, id: string): Promise<void> {
  const { count } = await ctx.db.alarmChannel.deleteMany({ where: { id } });
  if (count === 0) found(null, "the channel");
  await ctx.db.$executeRaw`
    UPDATE "AlarmPolicy" SET "digestChannelIds" = array_remove("digestChannelIds", ${id}::uuid)`;
}

/** Sends a test at once, and tells what the receiver answered. */
export async function testChannel(
  ctx: Context,
  id: string,
  options: { origin: string | null },
): Promise<TestResult> {
  const row = found(await ctx.db.alarmChannel.findUnique({ where: { id } }), "the channel");
  const began = ctx.clock.now();
  const by = ctx.actor?.name ?? "Somebody";
  const deliveryId = randomUUID();
  const answer = await sendLetter(ctx, row.kind as ChannelKind, {
    message: testMessage(options.origin, by, began),
    deliveryId,
    settings: row.settings as Record<string, string>,
    secrets: openSecrets(row),
    at: began,
  });
  const at = ctx.clock.now();
  const told: ReceiverAnswer = {
    ok: answer.ok,
    status: answer.status,
    text: answer.text,
    at,
    millis: at.getTime() - began.getTime(),
  };
  await ctx.db.alarmDelivery.create({
    data: {
      id: deliveryId,
      lane: row.id,
      channelId: row.id,
      what: "test",
      state: answer.ok ? "sent" : "dead",
      attempts: 1,
      createdAt: began,
      notBefore: began,
      endedAt: at,
      answer: { ...told, at: at.toISOString() },
    },
  });
  return { answer: told };
}
