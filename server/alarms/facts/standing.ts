import type { Context } from "../../context.ts";
import { continuousOf } from "../../continuous/index.ts";
import { type RpoDto, type Standing, standingOf } from "../../overview/index.ts";
import type { AlarmFact } from "../fact.ts";
import { oneLine } from "../message.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A source that restarts is back sooner. */
const RECONNECTING_MILLIS = 2 * MINUTE;
const STARTING_MILLIS = 5 * MINUTE;

/** In whole steps, so that a sentence does not change with every second. */
export function spanWords(millis: number): string {
  const [size, unit] =
    millis >= 2 * DAY ? [DAY, "day"] : millis >= 2 * HOUR ? [HOUR, "hour"] : [MINUTE, "minute"];
  const count = Math.max(1, Math.floor(millis / size));
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}

const databaseIds = async (ctx: Context): Promise<string[]> =>
  (await ctx.db.database.findMany({ where: { removedAt: null }, select: { id: true } })).map(
    (row) => row.id,
  );

/** Databases behind their target, and databases whose next incremental backup is likely to come too late. */
export async function standingFacts(ctx: Context): Promise<AlarmFact[]> {
  const standing = await standingOf(ctx, await databaseIds(ctx));
  return [...standing].flatMap(([id, { rpo, window }]) => [
    ...overdue(id, rpo),
    ...windowAtRisk(id, window),
  ]);
}

function overdue(databaseId: string, rpo: RpoDto): AlarmFact[] {
  if (!rpo.isOverdue) return [];
  const target = spanWords(rpo.targetMinutes * MINUTE);
  const sentence =
    rpo.ageMillis === null
      ? `nothing is protected yet; at most ${target} may be lost`
      : `the newest protected moment is ${spanWords(rpo.ageMillis)} old; at most ${target} may be lost`;
  return [
    {
      kind: "overdue",
      severity: rpo.targetFrom === "default" ? "warning" : "critical",
      databaseId,
      subject: "",
      sentence,
      reason: "overdue",
      links: {},
      whenGone: "the newest protected moment is within the target again",
    },
  ];
}

export function windowAtRisk(
  databaseId: string,
  window: Pick<Standing["window"], "outlook" | "fallsBackAt">,
): AlarmFact[] {
  if (window.outlook !== "falls-back") return [];
  const at = window.fallsBackAt;
  const when = at ? ` from about ${at.toISOString().slice(0, 16).replace("T", " ")} UTC on` : "";
  return [
    {
      kind: "log-window",
      severity: "warning",
      databaseId,
      subject: "",
      sentence: `the next planned backup comes too late for the server's logs: it falls back to a full one${when}`,
      reason: "log-window",
      links: {},
      whenGone: "the next backup comes in time for the server's logs",
    },
  ];
}

/** Databases whose continuous protection is wanted and does not go on. */
export async function continuousFacts(ctx: Context): Promise<AlarmFact[]> {
  const now = ctx.clock.now().getTime();
  const followed = await continuousOf(ctx, await databaseIds(ctx));
  return [...followed].flatMap(([databaseId, facts]): AlarmFact[] => {
    if (!facts.wanted) return [];
    const { state, since, reason } = facts;
    const waited = since ? now - since.getTime() : 0;
    const isDown =
      state === "stopped" ||
      (state === "reconnecting" && waited >= RECONNECTING_MILLIS) ||
      (state === "starting" && waited >= STARTING_MILLIS);
    if (!isDown) return [];
    const what = {
      stopped: "it stopped",
      reconnecting: `it has been reconnecting for ${spanWords(waited)}`,
      starting: `it has not begun for ${spanWords(waited)}`,
    };
    const why = reason ? `: ${oneLine(reason, 300)}` : "";
    return [
      {
        kind: "continuous-down",
        severity: "critical",
        databaseId,
        subject: "",
        sentence: `${what[state as keyof typeof what]}${why}`,
        reason: `continuous-${state}`,
        links: {},
        whenGone: "it follows the source again",
      },
    ];
  });
}

/** Databases whose newest planned backup nobody started, and that have not been backed up since. */
export async function missedFacts(ctx: Context): Promise<AlarmFact[]> {
  const rows = await ctx.db.$queryRaw<
    { databaseId: string; kind: string; firstSlotAt: Date; slots: number }[]
  >`
    SELECT s."databaseId", s."kind", s."firstSlotAt", s."slots"
    FROM "Database" d CROSS JOIN LATERAL (
      SELECT "databaseId", "kind", "firstSlotAt", "slotAt", "slots", "outcome" FROM "ScheduleSlot"
      WHERE "databaseId" = d."id" ORDER BY "at" DESC, "id" DESC LIMIT 1) s
    WHERE d."removedAt" IS NULL AND s."outcome" = 'missed' AND NOT EXISTS (
      SELECT 1 FROM "Run" r WHERE r."databaseId" = d."id" AND r."state" = 'succeeded'
        AND r."asked" IN ('auto', 'full', 'incremental') AND r."requestedAt" > s."slotAt")`;
  return rows.map(({ databaseId, kind, firstSlotAt, slots }) => {
    const at = firstSlotAt.toISOString().slice(0, 16).replace("T", " ");
    return {
      kind: "missed-schedule",
      severity: "warning",
      databaseId,
      subject: "",
      sentence:
        slots === 1
          ? `the ${kind} backup planned for ${at} UTC did not start`
          : `${slots} ${kind} backups planned from ${at} UTC on did not start`,
      reason: "missed-schedule",
      links: {},
      whenGone: "a later backup started",
    };
  });
}
