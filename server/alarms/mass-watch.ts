import { record } from "../audit/index.ts";
import type { Context } from "../context.ts";
import type { Prisma } from "../db/index.ts";
import { addEvent, applyStep } from "./apply.ts";
import { type AlarmFact, muteKey } from "./fact.ts";
import { type Minute, MOST_HISTORY } from "./mass-change.ts";
import { type MassFinding, massSentence } from "./mass-words.ts";
import { readRouting } from "./outbox.ts";

/** A set that holds transactions that were not looked at yet. */
export interface UnwatchedSet {
  databaseId: string;
  setId: string;
  baseEndTx: number;
  lastTx: number;
  /** Up to here it was looked at; null when the set is new to the watch. */
  watchedTo: number | null;
  /** The set that was watched before; null when none was. */
  watchedSetId: string | null;
  minutes: Minute[];
  /** Deletions up to here were told of. */
  toldTo: number;
  massPercent: number;
  massSigma: number;
  /** The worker that follows the source at present, and so adds to the set every few seconds. */
  followedBy: string | null;
}

interface Row {
  followedBy: string | null;
  databaseId: string;
  setId: string;
  baseEndTx: bigint;
  lastTx: bigint;
  watchedSetId: string | null;
  watchedTx: bigint | null;
  minutes: unknown;
  massPercent: number | null;
  massSigma: number | null;
}

interface Kept {
  minutes: Minute[];
  toldTo: number;
}

const keptOf = (json: unknown): Kept => {
  const kept = json as Partial<Kept> | null;
  return { minutes: kept?.minutes ?? [], toldTo: kept?.toldTo ?? 0 };
};

/** The newest set of each database that is watched and has grown; not while a run works on the database. */
export async function unwatchedSets(ctx: Context): Promise<UnwatchedSet[]> {
  const rows = await ctx.db.$queryRaw<Row[]>`
    SELECT s.*, w."watchedSetId", w."watchedTx", w."minutes", w."massPercent", w."massSigma",
      c."workerId" AS "followedBy"
    FROM "Database" d CROSS JOIN LATERAL (
      SELECT "databaseId", "id" AS "setId", "baseEndTx", "lastTx" FROM "BackupSet"
      WHERE "databaseId" = d."id" AND "state" = 'good' AND "lastTx" IS NOT NULL AND "baseEndTx" IS NOT NULL
      ORDER BY "startedAt" DESC LIMIT 1) s
    LEFT JOIN "DatabaseWatch" w ON w."databaseId" = d."id"
    LEFT JOIN "Continuous" c ON c."databaseId" = d."id" AND c."state" = 'following'
    WHERE d."removedAt" IS NULL AND coalesce(w."massOn", true)
      AND (w."watchedSetId" IS DISTINCT FROM s."setId" OR w."watchedTx" < s."lastTx")
      AND NOT EXISTS (SELECT 1 FROM "Run" r WHERE r."databaseId" = d."id" AND r."state" = 'running'
        AND r."asked" IN ('auto', 'full', 'incremental'))`;
  return rows.map((row) => ({
    databaseId: row.databaseId,
    setId: row.setId,
    baseEndTx: Number(row.baseEndTx),
    lastTx: Number(row.lastTx),
    watchedTo: row.watchedSetId === row.setId ? Number(row.watchedTx) : null,
    watchedSetId: row.watchedSetId,
    ...keptOf(row.minutes),
    massPercent: row.massPercent ?? 20,
    massSigma: row.massSigma ?? 6,
    followedBy: row.followedBy,
  }));
}

/** Notes up to where a set was looked at. Another worker that was faster has noted the same. */
export async function noteWatched(
  ctx: Context,
  set: UnwatchedSet,
  now: { watchedTo: number; minutes: Minute[]; toldTo: number },
): Promise<void> {
  const data = {
    watchedSetId: set.setId,
    watchedTx: BigInt(now.watchedTo),
    minutes: {
      minutes: now.minutes.slice(-MOST_HISTORY),
      toldTo: now.toldTo,
    } as unknown as Prisma.InputJsonObject,
  };
  await ctx.db.databaseWatch.upsert({
    where: { databaseId: set.databaseId },
    create: { databaseId: set.databaseId, ...data },
    update: data,
  });
}

const AGAIN_MILLIS = 3_600_000;

/**
 * Raises the alarm of a mass change and pins the set that holds the moment before it, in one transaction. While an
 * alarm of the same set is fresh, what goes on belongs to it.
 * @returns whether this call raised it
 */
export async function raiseMassChange(
  ctx: Context,
  set: Pick<UnwatchedSet, "databaseId" | "setId">,
  finding: MassFinding,
): Promise<boolean> {
  const now = ctx.clock.now();
  // what was created or changed is still there; what was deleted is not
  const isLoss = finding.share !== null || finding.outlier?.metric === "deleted";
  const severity = isLoss ? "critical" : "warning";
  const fresh = await ctx.db.alarm.findFirst({
    where: {
      kind: "mass-change",
      databaseId: set.databaseId,
      facts: { path: ["setId"], equals: set.setId },
      raisedAt: { gte: new Date(now.getTime() - AGAIN_MILLIS) },
      severity: { in: isLoss ? ["critical"] : ["critical", "warning"] },
      NOT: { openKey: null },
    },
    select: { id: true },
  });
  if (fresh) return false;
  const restoreTx = finding.firstTx - 1;
  const [table, mute] = await Promise.all([
    readRouting(ctx),
    ctx.db.alarmMute.findFirst({
      where: {
        key: { in: [muteKey("mass-change", set.databaseId), muteKey("mass-change", null)] },
        until: { gt: now },
      },
    }),
  ]);
  const fact = {
    kind: "mass-change",
    severity,
    databaseId: set.databaseId,
    subject: `${set.setId}:${finding.firstTx}`,
    sentence: massSentence(finding),
    reason: "mass-change",
    links: { setId: set.setId, restoreTx },
  } as const satisfies AlarmFact;
  const note = `mass change from transaction ${finding.firstTx} on: restore to ${restoreTx}`;
  let isPinned = false;
  const isRaised = await applyStep(
    { ctx, table, now },
    { step: "raise", fact, muted: mute !== null },
    async (tx, alarmId) => {
      const { count } = await tx.backupSet.updateMany({
        where: { id: set.setId, pinned: false },
        data: { pinned: true, pinNote: note },
      });
      isPinned = count > 0;
      const text = isPinned
        ? `set ${set.setId}, which can be restored to transaction ${restoreTx}`
        : `set ${set.setId} was pinned already; it can be restored to transaction ${restoreTx}`;
      await addEvent(tx, { alarmId, at: now, what: "pinned", text });
    },
  );
  if (isRaised && isPinned)
    await record(ctx, {
      act: "alarms.pinned",
      about: { kind: "set", id: set.setId, name: set.setId },
      before: { pinned: false },
      after: { pinned: true, pinNote: note },
      reason: fact.sentence,
    });
  return isRaised;
}
