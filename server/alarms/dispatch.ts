import { randomUUID } from "node:crypto";
import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { log, messageOf } from "../log.ts";
import { MOST_ATTEMPTS, waitAfter } from "./backoff.ts";
import { type DeliveryRow, messageFor, type Prepared } from "./prepare.ts";
import type { ReceiverAnswer } from "./schema.ts";

const LANES_AT_ONCE = 6;
/** Longer than any one try takes; afterwards another worker may try. */
const CLAIM_SECONDS = 180;
/** A ping that is hours old says nothing any more. */
const MOST_PING_ATTEMPTS = 8;

export interface DispatchOptions {
  /** The console's own address, for links; null when it is not known. */
  origin: string | null;
  /** 0 to 1, for the jitter. */
  random: () => number;
  /** Ends after what is being sent. */
  signal?: AbortSignal;
}

export interface Dispatched {
  sent: number;
  failed: number;
  dropped: number;
}

/**
 * Sends what is due: of each lane the oldest delivery, one after the other, so that a channel hears things in their
 * order. What is claimed by a process that died is sent again; receivers can tell by the delivery's id.
 */
export async function dispatchDue(ctx: Context, options: DispatchOptions): Promise<Dispatched> {
  const done: Dispatched = { sent: 0, failed: 0, dropped: 0 };
  const heads = await headsOfLanes(ctx);
  while (heads.length > 0 && !options.signal?.aborted)
    await Promise.all(
      heads.splice(0, LANES_AT_ONCE).map(async (head) => {
        try {
          await sendLane(ctx, head, options, done);
        } catch (thrown) {
          log.warn("alarm-delivery", { delivery: head.id, message: messageOf(thrown) });
        }
      }),
    );
  return done;
}

/** The first of each lane, if it is due. What is held until later lets others pass. */
async function headsOfLanes(ctx: Context): Promise<{ id: string; lane: string }[]> {
  const now = ctx.clock.now();
  return await ctx.db.$queryRaw<{ id: string; lane: string }[]>`
    SELECT "id", "lane" FROM (
      SELECT DISTINCT ON ("lane") "id", "lane", "notBefore", "claimedUntil" FROM "AlarmDelivery"
      WHERE "state" = 'waiting' AND ("heldBecause" IS NULL OR "notBefore" <= ${now})
      ORDER BY "lane", "seq") head
    WHERE "notBefore" <= ${now} AND ("claimedUntil" IS NULL OR "claimedUntil" < now())`;
}

/** Sends the head of a lane, and then what is behind it, while all goes well. */
async function sendLane(
  ctx: Context,
  head: { id: string; lane: string },
  options: DispatchOptions,
  done: Dispatched,
): Promise<void> {
  let next: { id: string; lane: string } | undefined = head;
  while (next) {
    const end = await sendOne(ctx, next.id, options);
    if (end === null) return;
    done[end]++;
    if (end === "failed" || options.signal?.aborted) return;
    const { lane } = head;
    next = (await headsOfLanes(ctx)).find((one) => one.lane === lane);
  }
}

async function claim(ctx: Context, id: string): Promise<string | null> {
  const token = randomUUID();
  const claimed = await ctx.db.$executeRaw`
    UPDATE "AlarmDelivery" SET "claimedBy" = ${token}, "claimedUntil" = now() + make_interval(secs => ${CLAIM_SECONDS}),
      "attempts" = "attempts" + 1
    WHERE "id" = ${id}::uuid AND "state" = 'waiting' AND ("claimedUntil" IS NULL OR "claimedUntil" < now())`;
  return claimed > 0 ? token : null;
}

async function sendOne(
  ctx: Context,
  id: string,
  options: DispatchOptions,
): Promise<keyof Dispatched | null> {
  const token = await claim(ctx, id);
  if (token === null) return null;
  const row = await ctx.db.alarmDelivery.findUniqueOrThrow({
    where: { id },
    include: { channel: true },
  });
  const began = ctx.clock.now();
  const prepared = await preparedOrWhyNot(ctx, row, options.origin);
  if ("dropped" in prepared) {
    await end(ctx, row, token, "dropped", answerOf(prepared.dropped, began, began));
    return "dropped";
  }
  if (row.message === null)
    await ctx.db.alarmDelivery.updateMany({
      where: { id, claimedBy: token },
      data: { message: prepared.message as unknown as Prisma.InputJsonObject },
    });
  const answer = await prepared.send();
  const told = answerOf(answer.text, began, ctx.clock.now(), answer);
  if (answer.ok) {
    await end(ctx, row, token, "sent", told);
    return "sent";
  }
  const most = row.channelId === null ? MOST_PING_ATTEMPTS : MOST_ATTEMPTS;
  if (answer.retry && row.attempts < most) {
    const wait = Math.max(waitAfter(row.attempts, options.random()), answer.retryAfterMillis ?? 0);
    await release(ctx, row.id, token, new Date(ctx.clock.now().getTime() + wait), told);
  } else await end(ctx, row, token, "dead", told);
  return "failed";
}

/** What goes wrong before anything is sent, such as a secret that cannot be read, is an answer too. */
async function preparedOrWhyNot(
  ctx: Context,
  row: DeliveryRow,
  origin: string | null,
): Promise<Prepared | { dropped: string }> {
  try {
    return await messageFor(ctx, row, origin);
  } catch (thrown) {
    const text = messageOf(thrown);
    return {
      message: null,
      send: async () => ({ ok: false, status: null, text, retry: true }),
    };
  }
}

const answerOf = (
  text: string,
  began: Date,
  at: Date,
  rest: { ok: boolean; status: number | null } = { ok: false, status: null },
): ReceiverAnswer => ({
  ok: rest.ok,
  status: rest.status,
  text,
  at,
  millis: at.getTime() - began.getTime(),
});

const asJson = (answer: ReceiverAnswer): Prisma.InputJsonObject => ({
  ...answer,
  at: answer.at.toISOString(),
});

async function end(
  ctx: Context,
  row: { id: string },
  token: string,
  state: "sent" | "dead" | "dropped",
  answer: ReceiverAnswer,
): Promise<void> {
  await ctx.db.alarmDelivery.updateMany({
    where: { id: row.id, claimedBy: token, state: "waiting" },
    data: {
      state,
      endedAt: answer.at,
      answer: asJson(answer),
      claimedBy: null,
      claimedUntil: null,
    },
  });
}

async function release(
  ctx: Context,
  id: string,
  token: string,
  notBefore: Date,
  answer: ReceiverAnswer,
): Promise<void> {
  await ctx.db.alarmDelivery.updateMany({
    where: { id, claimedBy: token, state: "waiting" },
    data: {
      notBefore,
      heldBecause: null,
      answer: asJson(answer),
      claimedBy: null,
      claimedUntil: null,
    },
  });
}
