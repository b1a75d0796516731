import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import { checkSetting } from "./check-setting.ts";
import { nextLook } from "./decide.ts";
import { nextSlots } from "./next-slots.ts";
import type {
  CadenceDto,
  MissedSlots,
  PreviewDto,
  SaveScheduleInput,
  ScheduleDto,
  ScheduleFacts,
  ScheduleSetting,
  SlotKind,
} from "./schema.ts";
import { intervalsOf } from "./slots.ts";
import { pauseOf, type StoredSchedule, settingOf } from "./stored.ts";
import { cadenceWords, sentenceOf } from "./words.ts";

const SHOWN = 5;

const NO_SCHEDULE: ScheduleFacts = {
  enabled: false,
  paused: null,
  nextAt: null,
  nextKind: null,
  everyMillis: null,
  longestMillis: null,
  incrementalMillis: null,
  zone: null,
  changedAt: null,
};

/** Cadences of a setting, the incremental one first. */
export function cadencesOf(setting: ScheduleSetting, now: Date): CadenceDto[] {
  return (["incremental", "full"] as const).flatMap((kind: SlotKind) => {
    const cron = kind === "full" ? setting.fullCron : setting.incrementalCron;
    if (cron === null) return [];
    const intervals = intervalsOf({ cron, zone: setting.zone }, now);
    return [
      {
        kind,
        cron,
        words: cadenceWords(cron),
        usualMillis: intervals?.usualMillis ?? null,
        longestMillis: intervals?.longestMillis ?? null,
      },
    ];
  });
}

/** The schedule of a database; null when it has none. */
export async function scheduleOf(ctx: Context, databaseId: string): Promise<ScheduleDto | null> {
  const database = await ctx.db.database.findFirst({
    where: { id: databaseId, removedAt: null },
    select: { schedule: true },
  });
  const stored = found(database, "the database").schedule;
  return stored && scheduleDto(stored, ctx.clock.now());
}

export function scheduleDto(stored: StoredSchedule, now: Date): ScheduleDto {
  const setting = settingOf(stored);
  const paused = pauseOf(stored, now);
  const from = paused?.until ?? now;
  return {
    databaseId: stored.databaseId,
    ...setting,
    cadences: cadencesOf(setting, now),
    sentence: sentenceOf(setting),
    paused,
    next:
      paused && !paused.until
        ? []
        : nextSlots({ databaseId: stored.databaseId, ...setting }, from, SHOWN),
    fullWaits: stored.fullWaits,
    changedAt: stored.changedAt,
  };
}

/** What a setting would do, before it is saved. */
export function previewSchedule(ctx: Context, input: SaveScheduleInput): PreviewDto {
  const { databaseId, basedOn: _, ...typed } = input;
  const now = ctx.clock.now();
  const answer = checkSetting(typed, now);
  if (!answer.ok) return answer;
  const { setting } = answer;
  return {
    ok: true,
    sentence: sentenceOf(setting),
    cadences: cadencesOf(setting, now),
    next: nextSlots({ databaseId, ...setting }, now, SHOWN),
  };
}

/** How the schedule of each of the databases stands; those without one have no interval and no next run. */
export async function schedulesOf(
  ctx: Context,
  databaseIds: string[],
): Promise<Map<string, ScheduleFacts>> {
  const rows = await ctx.db.schedule.findMany({ where: { databaseId: { in: databaseIds } } });
  const now = ctx.clock.now();
  const facts = new Map(rows.map((row) => [row.databaseId, factsOf(row, now)]));
  return new Map(databaseIds.map((id) => [id, facts.get(id) ?? NO_SCHEDULE]));
}

function factsOf(stored: StoredSchedule, now: Date): ScheduleFacts {
  const setting = settingOf(stored);
  const paused = pauseOf(stored, now);
  const cadences = cadencesOf(setting, now);
  const { kind } = nextLook({ ...stored, setting });
  return {
    enabled: true,
    paused,
    nextAt: paused ? null : stored.nextAt,
    nextKind: paused || !stored.nextAt ? null : kind,
    everyMillis: least(cadences.map((cadence) => cadence.usualMillis)),
    longestMillis: least(cadences.map((cadence) => cadence.longestMillis)),
    incrementalMillis:
      cadences.find((cadence) => cadence.kind === "incremental")?.usualMillis ?? null,
    zone: setting.zone,
    changedAt: stored.changedAt,
  };
}

function least(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}

const RECENT_MILLIS = 7 * 86_400_000;

/** Slots of the last seven days that nobody was there for. */
export const recentlyMissed = (ctx: Context, databaseId: string): Promise<MissedSlots[]> =>
  missedSlots(ctx, databaseId, new Date(ctx.clock.now().getTime() - RECENT_MILLIS));

/** Slots since a moment that nobody was there for; the newest first, at most a hundred entries. */
export async function missedSlots(
  ctx: Context,
  databaseId: string,
  since: Date,
): Promise<MissedSlots[]> {
  const rows = await ctx.db.scheduleSlot.findMany({
    where: { databaseId, outcome: "missed", at: { gte: since } },
    orderBy: { at: "desc" },
    take: 100,
  });
  return rows.map((row) => ({
    kind: row.kind as SlotKind,
    firstSlotAt: row.firstSlotAt,
    slotAt: row.slotAt,
    slots: row.slots,
    at: row.at,
    isMadeUp: row.runId !== null,
  }));
}
