import type { Context } from "../context.ts";
import type { Prisma, Tx } from "../db/index.ts";
import type { AlarmKind, Severity } from "./catalogue.ts";
import { type AlarmFact, keyOf } from "./fact.ts";
import { putIntoOutbox, type Routed, type RoutingTable } from "./outbox.ts";
import type { AlarmEventWhat } from "./schema.ts";
import type { Step } from "./state.ts";

/** Notes one thing that happened to an incident. */
export async function addEvent(
  tx: Tx,
  event: { alarmId: string; at: Date; what: AlarmEventWhat; by?: string; text?: string },
): Promise<void> {
  await tx.alarmEvent.create({ data: event });
}

const columnsOf = (fact: AlarmFact) => ({
  severity: fact.severity,
  reason: fact.reason,
  sentence: fact.sentence,
  facts: fact.links as unknown as Prisma.InputJsonObject,
});

const routedOf = (row: {
  id: string;
  kind: string;
  severity: string;
  databaseId: string | null;
  reason: string;
}): Routed => ({ ...row, kind: row.kind as AlarmKind, severity: row.severity as Severity });

/** What every step is taken with. */
export interface Hand {
  ctx: Context;
  table: RoutingTable;
  now: Date;
}

/**
 * Takes one step: the incident's change, its event and its messages in one transaction. Each change has a condition,
 * so that of two workers that want the same one finds nothing to do.
 * @param also more that belongs to the same transaction
 * @returns whether this call took it
 */
export async function applyStep(
  hand: Hand,
  step: Step,
  also?: (tx: Tx, alarmId: string) => Promise<void>,
): Promise<boolean> {
  return await hand.ctx.db.$transaction(async (tx) => {
    const id = await take(tx, hand, step);
    if (id !== null) await also?.(tx, id);
    return id !== null;
  });
}

async function take(tx: Tx, hand: Hand, step: Step): Promise<string | null> {
  switch (step.step) {
    case "raise":
      return await raise(tx, hand, step.fact, step.muted);
    case "raise-again":
      return await raiseAgain(tx, hand, step);
    case "worsen":
      return await worsen(tx, hand, step);
    case "update":
      await tx.alarm.updateMany({
        where: { id: step.id, NOT: { openKey: null } },
        data: columnsOf(step.fact),
      });
      return step.id;
    case "tell":
      return await tell(tx, hand, step.id, null, "raised");
    case "remind":
      return await tell(tx, hand, step.id, step.toldAt, "reminder");
    case "resolve":
      return await resolve(tx, hand, step.id);
  }
}

async function raise(tx: Tx, hand: Hand, fact: AlarmFact, muted: boolean): Promise<string | null> {
  const { now, table } = hand;
  const key = keyOf(fact);
  const [alarm] = await tx.alarm.createManyAndReturn({
    data: [
      {
        ...columnsOf(fact),
        openKey: key,
        key,
        kind: fact.kind,
        databaseId: fact.databaseId,
        subject: fact.subject,
        raisedAt: now,
        toldAt: muted ? null : now,
      },
    ],
    skipDuplicates: true,
  });
  if (!alarm) return null;
  await addEvent(tx, { alarmId: alarm.id, at: now, what: "raised", text: fact.sentence });
  if (!muted) await putIntoOutbox(tx, table, { event: "raised", alarm: routedOf(alarm), now });
  return alarm.id;
}

async function raiseAgain(
  tx: Tx,
  hand: Hand,
  { id, fact, muted }: Extract<Step, { step: "raise-again" }>,
): Promise<string | null> {
  const { now, table } = hand;
  const key = keyOf(fact);
  // a row of the same key that another worker raised meanwhile stands in the way of this one
  const taken = await tx.$queryRaw<unknown[]>`
    UPDATE "Alarm" SET "openKey" = ${key}, "state" = 'open' WHERE "id" = ${id}::uuid AND "state" = 'resolved'
      AND NOT EXISTS (SELECT 1 FROM "Alarm" o WHERE o."openKey" = ${key}) RETURNING 1`;
  if (taken.length === 0) return null;
  const alarm = await tx.alarm.update({
    where: { id },
    data: {
      ...columnsOf(fact),
      acknowledgedAt: null,
      acknowledgedBy: null,
      resolvedAt: null,
      toldAt: muted ? null : now,
      times: { increment: 1 },
    },
  });
  await addEvent(tx, { alarmId: id, at: now, what: "raised-again", text: fact.sentence });
  if (!muted) await putIntoOutbox(tx, table, { event: "raised", alarm: routedOf(alarm), now });
  return id;
}

async function worsen(
  tx: Tx,
  { now, table }: Hand,
  { id, from, fact, muted }: Extract<Step, { step: "worsen" }>,
): Promise<string | null> {
  const { count } = await tx.alarm.updateMany({
    where: { id, severity: from, NOT: { openKey: null } },
    data: {
      ...columnsOf(fact),
      state: "open",
      acknowledgedAt: null,
      acknowledgedBy: null,
      toldAt: muted ? null : now,
    },
  });
  if (count === 0) return null;
  await addEvent(tx, { alarmId: id, at: now, what: "worsened", text: fact.sentence });
  const alarm = await tx.alarm.findUniqueOrThrow({ where: { id } });
  if (!muted) await putIntoOutbox(tx, table, { event: "raised", alarm: routedOf(alarm), now });
  return id;
}

async function tell(
  tx: Tx,
  { now, table }: Hand,
  id: string,
  toldAt: Date | null,
  event: "raised" | "reminder",
): Promise<string | null> {
  const { count } = await tx.alarm.updateMany({
    where: { id, state: "open", toldAt },
    data: { toldAt: now },
  });
  if (count === 0) return null;
  const alarm = await tx.alarm.findUniqueOrThrow({ where: { id } });
  if (event === "reminder") await addEvent(tx, { alarmId: id, at: now, what: "reminded" });
  await putIntoOutbox(tx, table, { event, alarm: routedOf(alarm), now });
  return id;
}

async function resolve(tx: Tx, { now, table }: Hand, id: string): Promise<string | null> {
  const { count } = await tx.alarm.updateMany({
    where: { id, NOT: { openKey: null } },
    data: { state: "resolved", openKey: null, resolvedAt: now },
  });
  if (count === 0) return null;
  await addEvent(tx, { alarmId: id, at: now, what: "resolved" });
  const alarm = await tx.alarm.findUniqueOrThrow({ where: { id } });
  await putIntoOutbox(tx, table, { event: "resolved", alarm: routedOf(alarm), now });
  return id;
}
