import type { SetState } from "../backup-sets/schema.ts";
import { SLOT_UNITS, type SlotUnit } from "./calendar.ts";
import { type KeptSlot, keptSlots } from "./gfs.ts";
import type { GfsRules, RetentionPolicy } from "./schema.ts";

const DAY_MILLIS = 86_400_000;

/** What the policy looks at in a set. */
export interface SetFacts {
  id: string;
  state: SetState;
  /** What the last consistency check said; null when there was none. */
  checkOk: boolean | null;
  startedAt: Date;
  baseEndAt: Date | null;
  protectedAt: Date | null;
  pinned: boolean;
  inUse: boolean;
  /** Under legal hold, by itself or with its database. */
  held: boolean;
  /** A person asked for its deletion; it counts for nothing any more. */
  discarded: boolean;
}

export interface Decision {
  id: string;
  keep: boolean;
  /** Why it stays or goes, as sentences. */
  reasons: string[];
  /** When it would go if nothing else happened; null when it never would. Now, when it goes. */
  expiresAt: Date | null;
}

/**
 * Which sets stay and which go. Whole sets only: a base and its log files live and die together.
 *
 * A set stays if any rule keeps it. Good sets alone count for the rules: bytes as they were written, and no
 * inconsistency found in them. A damaged or inconsistent set is judged by its age as a good one would be, but never
 * stands in for one; a failed set holds nothing and goes as soon as there is a rule. The newest good set, the set
 * that backups continue, held and pinned sets and sets in use always stay, and never fewer good sets than the
 * minimum; and nothing goes before a newer good set is there, where the policy says so one that passed a check.
 *
 * @returns one decision a set, newest set first.
 */
export function decideRetention(
  sets: readonly SetFacts[],
  policy: RetentionPolicy,
  now: Date,
): Decision[] {
  const others = lookOver(sets, policy, now);
  return others.newestFirst.map((set, at) => decide(set, at, others, policy, now));
}

/** As it was written, not known to contradict itself, and not on its way out. */
const isGood = (set: SetFacts): boolean =>
  set.state === "good" && set.checkOk !== false && !set.discarded;

interface Others {
  newestFirst: SetFacts[];
  /** Newest first. */
  good: SetFacts[];
  /** For each of `newestFirst`: how many good sets are newer. */
  newer: number[];
  /** Where the base of the next newer good set ends; null when there is none. */
  nextBase: (set: SetFacts) => number | null;
  /** The newest set whose bytes are good: the next incremental backup goes on with it, consistent or not. */
  continued: SetFacts | undefined;
  /** Place in `newestFirst` of the newest set that lets older ones go; -1 when there is none. */
  proven: number;
  slots: Map<string, KeptSlot[]>;
}

function lookOver(sets: readonly SetFacts[], policy: RetentionPolicy, now: Date): Others {
  const newestFirst = [...sets].sort(
    (a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  const good = newestFirst.filter(isGood);
  let seen = 0;
  const newer = newestFirst.map((set) => (isGood(set) ? seen++ : seen));
  return {
    newestFirst,
    good,
    newer,
    nextBase: nextBaseIn(good),
    continued: newestFirst.find((set) => set.state === "good" && !set.discarded),
    proven: newestFirst.findIndex(
      (set) => isGood(set) && (!policy.goesAfterCheck || set.checkOk === true),
    ),
    slots: slotsBySet(newestFirst, good, policy, now),
  };
}

/** What keeps each set in the calendar. One that does not count is looked at as if it alone did, too. */
function slotsBySet(
  sets: SetFacts[],
  good: SetFacts[],
  policy: RetentionPolicy,
  now: Date,
): Map<string, KeptSlot[]> {
  const bySet = new Map<string, KeptSlot[]>();
  const { gfs } = policy;
  if (!gfs) return bySet;
  const ranges = good.map(rangeOf);
  for (const slot of keptSlots(ranges, gfs, now.getTime()))
    bySet.set(slot.setId, [...(bySet.get(slot.setId) ?? []), slot]);
  for (const set of sets)
    if (mayBeRestored(set) && !isGood(set) && !set.discarded) {
      const slots = keptSlots([...ranges, rangeOf(set)], gfs, now.getTime());
      bySet.set(
        set.id,
        slots.filter((slot) => slot.setId === set.id),
      );
    }
  return bySet;
}

interface Kept {
  reason: string;
  /** Until when; null for as long as nothing else happens. */
  until: Date | null;
}

const forGood = (reason: string): Kept => ({ reason, until: null });

function decide(
  set: SetFacts,
  at: number,
  others: Others,
  policy: RetentionPolicy,
  now: Date,
): Decision {
  const kept = [
    ...keptByHand(set),
    ...(set.discarded ? [] : keptByRules(set, at, others, policy, now)),
  ];
  if (kept.length === 0)
    return { id: set.id, keep: false, reasons: whyItGoes(set, policy), expiresAt: now };
  const ends = kept.map((one) => one.until);
  const expiresAt = ends.includes(null)
    ? null
    : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)));
  return { id: set.id, keep: true, reasons: kept.map((one) => one.reason), expiresAt };
}

/** What keeps a set whatever the rules say, and whoever asked for its deletion. */
function keptByHand(set: SetFacts): Kept[] {
  const kept: Kept[] = [];
  if (set.held) kept.push(forGood("It is under legal hold."));
  if (set.pinned) kept.push(forGood("It is pinned."));
  if (set.state === "building") kept.push(forGood("Its backup is still being written."));
  else if (set.inUse) kept.push(forGood("A run is using it."));
  return kept;
}

function keptByRules(
  set: SetFacts,
  at: number,
  others: Others,
  policy: RetentionPolicy,
  now: Date,
): Kept[] {
  const kept = keptAlways(set, at, others, policy);
  if (!mayBeRestored(set)) return kept;
  kept.push(...keptByCount(others.newer[at] ?? 0, policy));
  kept.push(...keptByWindow(set, others, policy, now));
  kept.push(...keptByCalendar(others.slots.get(set.id) ?? [], policy));
  const isNewestGood = isGood(set) && others.newer[at] === 0;
  if (!isNewestGood && (others.proven < 0 || others.proven >= at))
    kept.push(
      forGood(
        policy.goesAfterCheck
          ? "No newer set has passed a consistency check yet."
          : "No newer good set exists yet.",
      ),
    );
  return kept;
}

function keptAlways(set: SetFacts, at: number, others: Others, policy: RetentionPolicy): Kept[] {
  const kept: Kept[] = [];
  const rank = isGood(set) ? (others.newer[at] ?? 0) : -1;
  if (rank === 0) kept.push(forGood("It is the newest good set."));
  else if (rank > 0 && rank < policy.minimumGoodSets)
    kept.push(forGood(`There are never to be fewer than ${policy.minimumGoodSets} good sets.`));
  if (rank < 0 && set === others.continued)
    kept.push(forGood("It is the set that backups continue."));
  if (!hasRules(policy)) kept.push(forGood("No rule is set, so everything stays."));
  return kept;
}

/** Whether a policy lets anything go at all. */
export const hasRules = ({ keepSets, windowDays, gfs }: RetentionPolicy): boolean =>
  keepSets !== null || windowDays !== null || hasSlots(gfs);

const hasSlots = (gfs: GfsRules | null): boolean =>
  gfs !== null && SLOT_UNITS.some((unit) => gfs[unit]);

function keptByCount(newer: number, { keepSets }: RetentionPolicy): Kept[] {
  if (keepSets === null || newer >= keepSets) return [];
  return [
    forGood(
      keepSets === 1
        ? "The last good set is to be kept."
        : `It is among the last ${keepSets} good sets.`,
    ),
  ];
}

/**
 * Every set that reaches into the window stays, and the newest whose base ended before the window began: it is
 * the one that the window's first moments are restored from, or the last state before them.
 */
function keptByWindow(set: SetFacts, others: Others, policy: RetentionPolicy, now: Date): Kept[] {
  if (policy.windowDays === null) return [];
  const windowMillis = policy.windowDays * DAY_MILLIS;
  const windowStart = now.getTime() - windowMillis;
  const kept: Kept[] = [];
  const { from, to } = rangeOf(set);
  const next = isGood(set) ? others.nextBase(set) : to;
  const until = next === null ? null : new Date(Math.max(to, next) + windowMillis);
  if (to >= windowStart)
    kept.push({
      reason: `It can restore times in the last ${dayCount(policy.windowDays)}.`,
      until,
    });
  if (isGood(set) && from < windowStart && (next ?? windowStart) >= windowStart)
    kept.push({
      reason: `It is the newest set that began before the last ${dayCount(policy.windowDays)}, so their beginning depends on it.`,
      until,
    });
  return kept;
}

/** One reason a kind of slot: how many it keeps, and which. */
function keptByCalendar(slots: KeptSlot[], { gfs }: RetentionPolicy): Kept[] {
  if (!gfs) return [];
  return SLOT_UNITS.flatMap((unit) => {
    const own = slots.filter((slot) => slot.unit === unit);
    const newest = own[0];
    const oldest = own.at(-1);
    if (!newest || !oldest) return [];
    const which = newest === oldest ? newest.name : `${oldest.name} to ${newest.name}`;
    return [
      forGood(
        own.length === 1
          ? `It holds the last restore point of the ${unit} ${which}; ${slotCount(unit, gfs[unit] ?? 0)} to be kept.`
          : `It holds the last restore points of ${own.length} ${unit}s, ${which}; ${slotCount(unit, gfs[unit] ?? 0)} to be kept.`,
      ),
    ];
  });
}

const slotCount = (unit: SlotUnit, count: number): string =>
  count === 1 ? `1 ${unit} is` : `${count} ${unit}s are`;

function whyItGoes(set: SetFacts, policy: RetentionPolicy): string[] {
  if (set.discarded) return ["Its deletion was asked for by hand."];
  if (!mayBeRestored(set))
    return ["Its full backup never completed, so it holds nothing to restore."];
  const reasons: string[] = [];
  if (set.state === "damaged") reasons.push("It is damaged and does not count as a good set.");
  else if (!isGood(set)) reasons.push("It is not consistent and does not count as a good set.");
  if (policy.keepSets !== null)
    reasons.push(
      policy.keepSets === 1
        ? "A newer good set exists."
        : `${policy.keepSets} newer good sets exist.`,
    );
  if (policy.windowDays !== null)
    reasons.push(`Nothing in the last ${dayCount(policy.windowDays)} depends on it.`);
  if (hasSlots(policy.gfs))
    reasons.push("No kept slot of the calendar has its last restore point in it.");
  return reasons;
}

const mayBeRestored = (set: SetFacts): boolean => set.state === "good" || set.state === "damaged";

/** What a set restores, in milliseconds: from the end of its base to the last moment known to be in it. */
export function rangeOf(set: Pick<SetFacts, "id" | "startedAt" | "baseEndAt" | "protectedAt">) {
  const from = (set.baseEndAt ?? set.startedAt).getTime();
  return { id: set.id, from, to: Math.max(from, (set.protectedAt ?? set.startedAt).getTime()) };
}

/** Where the base of the next newer good set ends: that with the nearest later end, or the same and begun later. */
function nextBaseIn(good: SetFacts[]): (set: SetFacts) => number | null {
  const ends = good
    .map((set, rank) => ({ id: set.id, from: rangeOf(set).from, rank }))
    .sort((a, b) => a.from - b.from || b.rank - a.rank);
  const next = new Map(ends.map(({ id }, at) => [id, ends[at + 1]?.from ?? null]));
  return (set) => next.get(set.id) ?? null;
}

const dayCount = (days: number): string => (days === 1 ? "day" : `${days} days`);

/** The slots of the calendar that a policy keeps now, with the set that holds each. */
export function calendarPoints(
  sets: readonly SetFacts[],
  policy: RetentionPolicy,
  now: Date,
): KeptSlot[] {
  if (!policy.gfs) return [];
  return keptSlots(sets.filter(isGood).map(rangeOf), policy.gfs, now.getTime());
}
