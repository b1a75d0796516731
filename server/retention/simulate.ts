import type { Cadence } from "./cadence.ts";
import type { StoredFacts } from "./facts.ts";
import { type Decision, decideRetention, rangeOf } from "./policy.ts";
import type { RetentionPolicy } from "./schema.ts";
import { settle } from "./settle.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** More sets than this are not imagined: full backups are then taken to be further apart. */
const MOST_IMAGINED = 1_500;

/** A set in the simulation: one that is there, or one that a later backup would make. */
export interface SimulatedSet extends StoredFacts {
  imagined: boolean;
  logBytesPerDay: number;
}

export interface SimulatedDay {
  at: Date;
  /** Empty on days whose sets were not asked for. */
  sets: SimulatedSet[];
  count: number;
  bytes: number;
}

/** How one set fares in the days to come. */
export interface Fate {
  id: string;
  imagined: boolean;
  startedAt: Date;
  /** When the rules let it go; null within the time that was looked at. */
  leavesAt: Date | null;
  /** When its files are deleted. */
  goneAt: Date | null;
}

export interface Simulation {
  days: SimulatedDay[];
  fates: Fate[];
}

export interface Assumed {
  policy: RetentionPolicy;
  cadence: Cadence;
  graceDays: number;
  now: Date;
}

/**
 * The sets of each of the days to come, from now on: backups go on as they are assumed to, and what `settle` says is
 * done, as the worker does it. No run uses a set, and backups to come are good ones.
 * @param isWanted days whose sets are kept; of the others only what they come to
 */
export function simulateAhead(
  sets: readonly StoredFacts[],
  days: number,
  assumed: Assumed,
  isWanted: (day: number) => boolean = () => true,
): Simulation {
  const state = new Imagination(sets, days, assumed);
  const seen: SimulatedDay[] = [];
  for (let day = 0; day <= days; day++) seen.push(state.advance(day, isWanted(day)));
  return { days: seen, fates: state.fates() };
}

/** When full backups are made: as the schedule says, or as far apart as they usually are; the first at once. */
function fullsToCome(
  sets: readonly StoredFacts[],
  days: number,
  { cadence, now }: Assumed,
): number[] {
  const from = now.getTime();
  const to = from + days * DAY;
  const starts = sets.filter((set) => set.state === "good").map((set) => set.startedAt.getTime());
  const first = starts.length === 0 ? [from] : [];
  if (cadence.fullTimes)
    return [...first, ...cadence.fullTimes.map((time) => time.getTime()).filter((at) => at > from)];
  if (cadence.fullEveryHours === null) return [];
  const every = Math.max(cadence.fullEveryHours * HOUR, (days * DAY) / MOST_IMAGINED);
  let next = Math.max(
    Math.max(from - every, ...starts) + every,
    starts.length > 0 ? from + 1 : from,
  );
  const times: number[] = [];
  for (; next <= to; next += every) times.push(next);
  return times;
}

class Imagination {
  readonly #assumed: Assumed;
  readonly #fates = new Map<string, Fate>();
  /** When full backups to come are made, the next one last. */
  readonly #fulls: number[];
  #sets: SimulatedSet[];

  constructor(sets: readonly StoredFacts[], days: number, assumed: Assumed) {
    this.#assumed = assumed;
    this.#sets = sets.map((set) => ({ ...set, inUse: false, imagined: false, logBytesPerDay: 0 }));
    for (const set of this.#sets) this.#begin(set);
    this.#fulls = fullsToCome(sets, days, assumed).reverse();
  }

  /** Goes on to the end of a day and says what is there then. */
  advance(day: number, isWanted: boolean): SimulatedDay {
    const at = this.#assumed.now.getTime() + day * DAY;
    for (
      let next = this.#fulls.at(-1);
      next !== undefined && next <= at;
      next = this.#fulls.at(-1)
    ) {
      this.#fulls.pop();
      this.#reach(next);
      this.#add(next);
    }
    this.#reach(at);
    this.#settle(new Date(at));
    const sets = isWanted ? this.#sets.map((set) => ({ ...set })) : [];
    const bytes = this.#sets.reduce((sum, set) => sum + set.bytes, 0);
    return { at: new Date(at), sets, count: this.#sets.length, bytes };
  }

  fates(): Fate[] {
    return [...this.#fates.values()];
  }

  #begin({ id, imagined, startedAt, goesAt }: SimulatedSet): void {
    const leavesAt = goesAt && new Date(goesAt.getTime() - this.#assumed.graceDays * DAY);
    this.#fates.set(id, { id, imagined, startedAt, leavesAt, goneAt: null });
  }

  /** Incremental backups carry the newest set on to a moment. */
  #reach(at: number): void {
    const newest = this.#newest();
    if (!newest) return;
    const days = Math.max(0, at - rangeOf(newest).to) / DAY;
    newest.bytes += days * this.#assumed.cadence.logBytesPerDay;
    newest.protectedAt = new Date(Math.max(at, rangeOf(newest).to));
  }

  #newest(): SimulatedSet | undefined {
    let newest: SimulatedSet | undefined;
    for (const set of this.#sets)
      if (set.state === "good" && !set.discarded && (!newest || set.startedAt > newest.startedAt))
        newest = set;
    return newest;
  }

  #add(at: number): void {
    const time = new Date(at);
    const { baseBytes } = this.#assumed.cadence;
    const set: SimulatedSet = {
      id: `${time.toISOString().replace(/[-:]/g, "").replace(/\.\d+/, "")}-to-come`,
      state: "good",
      checkOk: true,
      startedAt: time,
      baseEndAt: time,
      protectedAt: time,
      pinned: false,
      inUse: false,
      held: false,
      discarded: false,
      goesAt: null,
      bytes: baseBytes,
      baseBytes,
      imagined: true,
      logBytesPerDay: this.#assumed.cadence.logBytesPerDay,
    };
    this.#sets.push(set);
    this.#begin(set);
  }

  #settle(at: Date): void {
    const { policy, graceDays } = this.#assumed;
    const byId = new Map(this.#sets.map((set) => [set.id, set]));
    const { leave, stay, due } = settle(this.#sets, policy, at);
    const gone = new Set(due.map(({ id }) => id));
    for (const { id } of leave) {
      const set = byId.get(id);
      if (set) set.goesAt = new Date(at.getTime() + graceDays * DAY);
      this.#note(id, { leavesAt: at });
      if (graceDays === 0) gone.add(id);
    }
    for (const id of stay) {
      const set = byId.get(id);
      if (set) set.goesAt = null;
      this.#note(id, { leavesAt: null });
    }
    for (const id of gone) this.#note(id, { goneAt: at });
    if (gone.size > 0) this.#sets = this.#sets.filter((set) => !gone.has(set.id));
  }

  #note(id: string, patch: Partial<Fate>): void {
    const fate = this.#fates.get(id);
    if (fate) this.#fates.set(id, { ...fate, ...patch });
  }
}

/** The sets of a day that has passed, as they were then, among those that are still there. */
export function asOf(sets: readonly StoredFacts[], day: Date): SimulatedDay {
  const then = sets
    .filter((set) => set.startedAt <= day)
    .map((set): SimulatedSet => {
      const { from, to } = rangeOf(set);
      const share = to <= from ? 1 : Math.min(1, Math.max(0, (day.getTime() - from) / (to - from)));
      return {
        ...set,
        inUse: false,
        goesAt: null,
        discarded: false,
        protectedAt: new Date(Math.min(to, Math.max(from, day.getTime()))),
        bytes: set.baseBytes + (set.bytes - set.baseBytes) * share,
        imagined: false,
        logBytesPerDay: 0,
      };
    });
  const bytes = then.reduce((sum, set) => sum + set.bytes, 0);
  return { at: day, sets: then, count: then.length, bytes };
}

/** What the rules say about the sets of one simulated day. */
export const decideDay = ({ sets, at }: SimulatedDay, policy: RetentionPolicy): Decision[] =>
  decideRetention(sets, policy, at);
