import type { z } from "zod";
import type { Context } from "../context.ts";
import { nextSlots, scheduleOf } from "../schedules/index.ts";
import { type Cadence, cadenceOf } from "./cadence.ts";
import { factsOf, type StoredFacts, sourceOf } from "./facts.ts";
import { graceDays } from "./grace.ts";
import { calendarPoints, rangeOf } from "./policy.ts";
import type {
  RetentionPolicy,
  SimulatedDayDto,
  SimulatedSetDto,
  SimulationDto,
  simulateInput,
} from "./schema.ts";
import { type Assumed, asOf, decideDay, type SimulatedDay, simulateAhead } from "./simulate.ts";

const DAY_MILLIS = 86_400_000;
const HOUR_MILLIS = 3_600_000;
/** Full backups of a schedule that are looked at. */
const MOST_SLOTS = 1_500;
const AHEAD_DAYS = 400;
const MOST_PAST_DAYS = 400;

/**
 * What the rules in force and others would have kept on each day that has passed, and would keep on each to come:
 * bytes day by day, and for a picked day every set with the reason. Changes nothing.
 */
export async function simulateRetention(
  ctx: Context,
  input: z.infer<typeof simulateInput>,
): Promise<SimulationDto> {
  const { databaseId, policy: draft } = input;
  const now = ctx.clock.now();
  const { policy: inForce } = await sourceOf(ctx.db, databaseId);
  const facts = await factsOf(ctx.db, databaseId, now);
  const cadence = await cadenceToCome(ctx, facts, input);
  const grace = await graceDays(ctx.db);
  const wanted = Math.min(AHEAD_DAYS, daysFrom(now, input.at ?? now));
  const ahead = (policy: RetentionPolicy) =>
    simulateAhead(
      facts,
      AHEAD_DAYS,
      { policy, cadence, graceDays: grace, now } satisfies Assumed,
      (day) => day === wanted,
    );
  const drafted = ahead(draft);
  const isSame = JSON.stringify(draft) === JSON.stringify(inForce);
  const current = isSame ? drafted : ahead(inForce);
  const past = pastDays(facts, now).map((at) => asOf(facts, at));
  const picked = input.at && (wanted >= 0 ? drafted.days[wanted] : past.at(wanted));
  return {
    now,
    graceDays: grace,
    cadence: {
      fullEveryHours: cadence.fullEveryHours,
      basis: cadence.basis,
      baseBytes: cadence.baseBytes,
      logBytesPerDay: cadence.logBytesPerDay,
    },
    line: [
      ...past.map(({ at, bytes, count }) => ({
        ...{ at, bytes, current: bytes, sets: count, currentSets: count },
      })),
      ...drafted.days.map(({ at, bytes, count }, day) => ({
        at,
        bytes,
        current: current.days[day]?.bytes ?? 0,
        sets: count,
        currentSets: current.days[day]?.count ?? 0,
      })),
    ],
    day: picked ? dayDto(picked, draft, drafted.fates) : null,
  };
}

/** The rhythm of full backups: what was chosen to be looked at, else the schedule, else what the sets so far say. */
async function cadenceToCome(
  ctx: Context,
  facts: StoredFacts[],
  { databaseId, fullEveryHours }: z.infer<typeof simulateInput>,
): Promise<Cadence> {
  const seen = cadenceOf(facts);
  if (fullEveryHours !== null) return { ...seen, fullEveryHours, fullTimes: null, basis: "chosen" };
  const schedule = await scheduleOf(ctx, databaseId);
  if (!schedule) return seen;
  const fulls = nextSlots({ ...schedule, incrementalCron: null }, ctx.clock.now(), MOST_SLOTS);
  const usual = schedule.cadences.find((cadence) => cadence.kind === "full")?.usualMillis ?? null;
  return {
    ...seen,
    fullEveryHours: usual && Math.round(usual / HOUR_MILLIS),
    fullTimes: fulls.filter((run) => run.window !== "skipped").map((run) => run.beginsAt),
    basis: "schedule",
  };
}

/** Each day since the oldest set began, up to yesterday. */
function pastDays(facts: StoredFacts[], now: Date): Date[] {
  const oldest = Math.min(now.getTime(), ...facts.map((set) => set.startedAt.getTime()));
  const days = Math.min(MOST_PAST_DAYS, Math.ceil((now.getTime() - oldest) / DAY_MILLIS) - 1);
  return Array.from(
    { length: Math.max(0, days) },
    (_, at) => new Date(now.getTime() - (days - at) * DAY_MILLIS),
  );
}

/** Whole days from now to a moment; those that have passed are below 0. */
const daysFrom = (now: Date, at: Date): number =>
  Math.round((at.getTime() - now.getTime()) / DAY_MILLIS);

function dayDto(
  day: SimulatedDay,
  policy: RetentionPolicy,
  fates: { id: string; leavesAt: Date | null; goneAt: Date | null }[],
): SimulatedDayDto {
  const byId = new Map(day.sets.map((set) => [set.id, set]));
  const fateOf = new Map(fates.map((fate) => [fate.id, fate]));
  const sets = decideDay(day, policy).flatMap((decision): SimulatedSetDto[] => {
    const set = byId.get(decision.id);
    if (!set) return [];
    const { from, to } = rangeOf(set);
    const fate = fateOf.get(set.id);
    return [
      {
        id: set.id,
        imagined: set.imagined,
        state: set.state,
        startedAt: set.startedAt,
        from: new Date(from),
        to: new Date(to),
        pinned: set.pinned,
        held: set.held,
        bytes: Math.round(set.bytes),
        keep: decision.keep,
        reasons: decision.reasons,
        goesAt: set.goesAt,
        leavesAt: fate?.leavesAt ?? null,
        goneAt: fate?.goneAt ?? null,
      },
    ];
  });
  return {
    at: day.at,
    bytes: Math.round(day.bytes),
    sets,
    window: windowOf(sets, policy, day.at),
    points: calendarPoints(day.sets, policy, day.at).map(({ unit, name, at, setId }) => ({
      unit,
      name,
      at: new Date(at),
      setId,
    })),
  };
}

/** From when on any moment can be restored without a gap, within the window that the rules promise. */
function windowOf(
  sets: SimulatedSetDto[],
  policy: RetentionPolicy,
  at: Date,
): SimulatedDayDto["window"] {
  if (policy.windowDays === null) return null;
  const promised = at.getTime() - policy.windowDays * DAY_MILLIS;
  const good = sets.filter((set) => set.state === "good" && set.keep);
  const starts = good.map((set) => set.from.getTime());
  if (starts.length === 0) return null;
  return {
    from: new Date(Math.max(promised, Math.min(...starts))),
    to: new Date(Math.max(...good.map((set) => set.to.getTime()))),
  };
}
