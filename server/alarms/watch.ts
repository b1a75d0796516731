import type { z } from "zod";
import type { Context } from "../context.ts";
import { acceptableUrl, ReachRefused } from "../reach/index.ts";
import { found, Refusal } from "../refusal.ts";
import { sendPing, withoutSecrets } from "./channels/index.ts";
import type { pingInput, ReceiverAnswer, TestResult, WatchDto, WatchInput } from "./schema.ts";
import { openPing, sealPing } from "./sealed.ts";

const DEFAULTS = { massOn: true, massPercent: 20, massSigma: 6, verifyStaleDays: null };

/** What is watched of a database. */
export async function watchOf(ctx: Context, databaseId: string): Promise<WatchDto> {
  found(await ctx.db.database.findUnique({ where: { id: databaseId } }), "the database");
  const [row, last] = await Promise.all([
    ctx.db.databaseWatch.findUnique({ where: { databaseId } }),
    ctx.db.alarmDelivery.findFirst({
      where: { databaseId, what: "ping", state: { in: ["sent", "dead"] } },
      orderBy: { seq: "desc" },
      select: { state: true, endedAt: true, answer: true },
    }),
  ]);
  const answer = last?.answer as unknown as ReceiverAnswer | null | undefined;
  const { massOn, massPercent, massSigma, verifyStaleDays } = row ?? DEFAULTS;
  return {
    databaseId,
    massOn,
    massPercent,
    massSigma,
    verifyStaleDays,
    pingUrlSet: row?.pingUrl != null,
    pingHost: hostOf(row),
    lastPing: last?.endedAt
      ? { at: last.endedAt, ok: last.state === "sent", text: answer?.text ?? "" }
      : null,
  };
}

function hostOf(row: { databaseId: string; pingUrl: string | null } | null): string | null {
  try {
    const url = row && openPing(row);
    return url ? new URL(url).host : null;
  } catch {
    return null; // it cannot be read any more: setting it again is what helps
  }
}

/** Sets the thresholds of a database. */
export async function saveWatch(ctx: Context, input: WatchInput): Promise<WatchDto> {
  const { databaseId, ...data } = input;
  found(await ctx.db.database.findUnique({ where: { id: databaseId } }), "the database");
  await ctx.db.databaseWatch.upsert({
    where: { databaseId },
    create: { databaseId, ...data },
    update: data,
  });
  return await watchOf(ctx, databaseId);
}

/** Sets, replaces or takes away the address that is pinged. */
export async function savePing(
  ctx: Context,
  { databaseId, url }: z.infer<typeof pingInput>,
): Promise<WatchDto> {
  found(await ctx.db.database.findUnique({ where: { id: databaseId } }), "the database");
  if (url !== null) assertPingable(url);
  const data = {
    pingUrl: url === null ? null : sealPing(databaseId, url),
    pingSince: url === null ? null : ctx.clock.now(),
  };
  await ctx.db.databaseWatch.upsert({
    where: { databaseId },
    create: { databaseId, ...data },
    update: data,
  });
  return await watchOf(ctx, databaseId);
}

function assertPingable(url: string): void {
  try {
    acceptableUrl(url);
  } catch (thrown) {
    if (thrown instanceof ReachRefused) throw new Refusal("invalid", thrown.message);
    throw thrown;
  }
}

/** Pings the address of a database as if a backup had succeeded, and tells what came back. */
export async function testPing(ctx: Context, databaseId: string): Promise<TestResult> {
  const row = await ctx.db.databaseWatch.findUnique({ where: { databaseId } });
  const base = row && openPing(row);
  if (!base) throw new Refusal("conflict", "no address to ping is set");
  const began = ctx.clock.now();
  const answer = await sendPing(ctx, {
    base,
    signal: "success",
    runId: null,
    text: "A test by Holdfast",
    at: began,
  });
  const at = ctx.clock.now();
  return {
    answer: {
      ok: answer.ok,
      status: answer.status,
      text: withoutSecrets(answer.text, { base }),
      at,
      millis: at.getTime() - began.getTime(),
    },
  };
}
