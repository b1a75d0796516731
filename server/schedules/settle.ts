import type { Context } from "../context.ts";
import type { Tx } from "../db/index.ts";
import { queueRun } from "../runs/index.ts";
import { type Decision, decide, nextLook, type Settled } from "./decide.ts";
import { endPause } from "./end-pause.ts";
import { lockSchedule } from "./lock.ts";
import { planFrom, writeSlots } from "./plan.ts";
import { pauseOf, type StoredSchedule, settingOf } from "./stored.ts";

/** How soon a full backup that waits for another run looks again. */
const WAIT_MILLIS = 5_000;
/** A clock may be corrected by this much without a word. */
const SET_BACK_MILLIS = 5 * 60_000;
const MOST_AT_ONCE = 500;

/** What a look at a schedule came to. */
export interface Settlement {
  databaseId: string;
  started: { runId: string; slotAt: Date; kind: string } | null;
  settled: Settled[];
  isSetBack: boolean;
}

/** Databases whose schedule has something to settle; the earliest first. */
export async function dueSchedules(ctx: Context): Promise<string[]> {
  const now = ctx.clock.now();
  const rows = await ctx.db.schedule.findMany({
    where: {
      OR: [{ nextAt: { lte: now } }, { settledAt: { gt: setBackFrom(now) } }],
      database: { removedAt: null },
    },
    orderBy: { nextAt: "asc" },
    select: { databaseId: true },
    take: MOST_AT_ONCE,
  });
  return rows.map((row) => row.databaseId);
}

const setBackFrom = (now: Date): Date => new Date(now.getTime() + SET_BACK_MILLIS);

/**
 * Decides about the slots of one database that are due, and starts at most one run. The decision, the slots' rows and
 * the run are one transaction, under a lock that no second worker waits for.
 * @returns null when somebody else is at it or there is nothing to do
 */
export async function settleSchedule(
  ctx: Context,
  databaseId: string,
  isFollowed = false,
): Promise<Settlement | null> {
  return await ctx.db.$transaction(async (tx) => {
    const stored = await lockSchedule(tx, databaseId, true);
    return stored && (await settleLocked(ctx, tx, stored, isFollowed));
  });
}

/** As `settleSchedule`, for who holds the lock already. */
export async function settleLocked(
  ctx: Context,
  tx: Tx,
  stored: StoredSchedule,
  isFollowed: boolean,
): Promise<Settlement | null> {
  const now = ctx.clock.now();
  const nothing = { databaseId: stored.databaseId, started: null, settled: [], isSetBack: false };
  if (stored.settledAt > setBackFrom(now)) {
    await planFrom(tx, stored, now, now);
    return { ...nothing, isSetBack: true };
  }
  if (!stored.nextAt || stored.nextAt > now) return null;
  if (stored.pausedAt) {
    if (pauseOf(stored, now)) return null;
    return { ...nothing, settled: await endPause(tx, stored, stored.pausedUntil ?? now, now) };
  }
  const decision = decide({ ...stored, setting: settingOf(stored), isFollowed }, now);
  const settled = [...decision.settled];
  const begun = decision.start && (await begin(ctx, tx, stored, decision.start));
  if (begun?.settled) settled.push(begun.settled);
  await writeSlots(tx, stored.databaseId, settled, now, begun?.runId ?? null);
  await write(
    tx,
    stored,
    decision,
    { waits: begun?.waits ?? false, slotAt: decision.start?.slotAt },
    now,
  );
  return {
    ...nothing,
    settled,
    started: begun?.runId ? { runId: begun.runId, ...pick(decision.start as Settled) } : null,
  };
}

const pick = ({ kind, slotAt }: Settled) => ({ kind, slotAt });

interface Begun {
  runId: string | null;
  /** Null when the slot's row is written, or it is still open. */
  settled: Settled | null;
  waits: boolean;
}

/** The slot's row comes first: who cannot write it is late, and starts nothing. */
async function begin(ctx: Context, tx: Tx, stored: StoredSchedule, slot: Settled): Promise<Begun> {
  const { databaseId } = stored;
  const [row] = await tx.scheduleSlot.createManyAndReturn({
    data: [{ ...slot, databaseId, at: ctx.clock.now() }],
    skipDuplicates: true,
    select: { id: true },
  });
  if (!row) return { runId: null, settled: null, waits: false };
  const runId = await queueRun(ctx, tx, {
    databaseId,
    asked: slot.kind === "full" ? "full" : "auto",
    trigger: "schedule",
    slotAt: slot.slotAt,
  });
  if (runId) {
    await tx.scheduleSlot.update({ where: { id: row.id }, data: { runId } });
    return { runId, settled: null, waits: false };
  }
  await tx.scheduleSlot.delete({ where: { id: row.id } });
  const inTheWay = await tx.run.findFirst({
    where: {
      databaseId,
      state: { in: ["queued", "running"] },
      asked: { notIn: ["restore", "expire", "follow"] },
    },
    select: { id: true, asked: true },
  });
  if (slot.kind === "full" && inTheWay?.asked !== "full")
    return { runId: null, settled: null, waits: true };
  const text = "the run before it was still going on";
  await writeSlots(
    tx,
    databaseId,
    [{ ...slot, outcome: "busy", text }],
    ctx.clock.now(),
    inTheWay?.id ?? null,
  );
  return { runId: null, settled: null, waits: false };
}

async function write(
  tx: Tx,
  stored: StoredSchedule,
  decision: Decision,
  full: { waits: boolean; slotAt: Date | undefined },
  now: Date,
): Promise<void> {
  const fullSlotAt = full.waits ? (full.slotAt ?? null) : decision.fullSlotAt;
  const { incrementalSlotAt, holdUntil } = decision;
  const look = nextLook({
    databaseId: stored.databaseId,
    setting: settingOf(stored),
    incrementalSlotAt,
    fullSlotAt: full.waits ? null : fullSlotAt,
  }).at;
  const soonest = full.waits ? new Date(now.getTime() + WAIT_MILLIS) : null;
  await tx.schedule.update({
    where: { databaseId: stored.databaseId },
    data: {
      fullSlotAt,
      incrementalSlotAt,
      fullWaits: full.waits,
      nextAt: holdUntil ?? earlier(soonest, look),
      settledAt: now,
    },
  });
}

const earlier = (a: Date | null, b: Date | null): Date | null =>
  !a || !b ? (a ?? b) : a < b ? a : b;
