import type { SetState } from "../backup-sets/schema.ts";
import type { RetentionPolicy } from "./schema.ts";

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
 * that backups continue, pinned sets and sets in use always stay, and never fewer good sets than the minimum.
 *
 * @returns one decision a set, newest set first.
 */
export function decideRetention(
  sets: readonly SetFacts[],
  policy: RetentionPolicy,
  now: Date,
): Decision[] {
  const newestFirst = [...sets].sort(
    (a, b) => b.startedAt.getTime() - a.startedAt.getTime() || (a.id < b.id ? 1 : -1),
  );
  const good = newestFirst.filter(isGood);
  const continued = newestFirst.find((set) => set.state === "good");
  return newestFirst.map((set) => decide(set, { good, continued }, policy, now));
}

/** As it was written, and not known to contradict itself. */
const isGood = (set: SetFacts): boolean => set.state === "good" && set.checkOk !== false;

interface Others {
  /** Newest first. */
  good: SetFacts[];
  /** The newest set whose bytes are good: the next incremental backup goes on with it, consistent or not. */
  continued: SetFacts | undefined;
}

interface Kept {
  reason: string;
  /** Until when; null for as long as nothing else happens. */
  until: Date | null;
}

function decide(set: SetFacts, others: Others, policy: RetentionPolicy, now: Date): Decision {
  const { good } = others;
  const kept = [
    ...keptWhateverTheRules(set, others, policy),
    ...keptByCount(set, good, policy),
    ...keptByWindow(set, good, policy, now),
  ];
  if (kept.length === 0)
    return { id: set.id, keep: false, reasons: whyItGoes(set, policy), expiresAt: now };
  const ends = kept.map((one) => one.until);
  const expiresAt = ends.includes(null)
    ? null
    : new Date(Math.max(...ends.map((end) => end?.getTime() ?? 0)));
  return { id: set.id, keep: true, reasons: kept.map((one) => one.reason), expiresAt };
}

const forGood = (reason: string): Kept => ({ reason, until: null });

function keptWhateverTheRules(
  set: SetFacts,
  { good, continued }: Others,
  policy: RetentionPolicy,
): Kept[] {
  const kept: Kept[] = [];
  if (set.pinned) kept.push(forGood("It is pinned."));
  if (set.state === "building") kept.push(forGood("Its backup is still being written."));
  else if (set.inUse) kept.push(forGood("A run is using it."));
  const rank = good.indexOf(set);
  if (rank === 0) kept.push(forGood("It is the newest good set."));
  else if (rank > 0 && rank < policy.minimumGoodSets)
    kept.push(forGood(`There are never to be fewer than ${policy.minimumGoodSets} good sets.`));
  if (rank < 0 && set === continued) kept.push(forGood("It is the set that backups continue."));
  if (policy.keepSets === null && policy.windowDays === null)
    kept.push(forGood("No rule is set, so everything stays."));
  return kept;
}

function keptByCount(set: SetFacts, good: SetFacts[], policy: RetentionPolicy): Kept[] {
  if (policy.keepSets === null || !mayBeRestored(set)) return [];
  if (newerThan(set, good) >= policy.keepSets) return [];
  return [
    forGood(
      policy.keepSets === 1
        ? "The last good set is to be kept."
        : `It is among the last ${policy.keepSets} good sets.`,
    ),
  ];
}

/**
 * Every set that reaches into the window stays, and the newest whose base ended before the window began: it is
 * the one that the window's first moments are restored from, or the last state before them.
 */
function keptByWindow(set: SetFacts, good: SetFacts[], policy: RetentionPolicy, now: Date): Kept[] {
  if (policy.windowDays === null || !mayBeRestored(set)) return [];
  const windowMillis = policy.windowDays * DAY_MILLIS;
  const windowStart = now.getTime() - windowMillis;
  const kept: Kept[] = [];
  const rangeEnd = rangeEndOf(set);
  const next = isGood(set) ? nextBase(set, good) : rangeEnd;
  const until = next === null ? null : new Date(Math.max(rangeEnd, next) + windowMillis);
  if (rangeEnd >= windowStart)
    kept.push({
      reason: `It can restore times in the last ${dayCount(policy.windowDays)}.`,
      until,
    });
  if (isGood(set) && rangeStartOf(set) < windowStart && (next ?? windowStart) >= windowStart)
    kept.push({
      reason: `It is the newest set that began before the last ${dayCount(policy.windowDays)}, so their beginning depends on it.`,
      until,
    });
  return kept;
}

function whyItGoes(set: SetFacts, policy: RetentionPolicy): string[] {
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
  return reasons;
}

const mayBeRestored = (set: SetFacts): boolean => set.state === "good" || set.state === "damaged";

const newerThan = (set: SetFacts, good: SetFacts[]): number => {
  const rank = good.indexOf(set);
  return rank >= 0 ? rank : good.filter((other) => other.startedAt > set.startedAt).length;
};

const rangeStartOf = (set: SetFacts): number => (set.baseEndAt ?? set.startedAt).getTime();

const rangeEndOf = (set: SetFacts): number =>
  Math.max(rangeStartOf(set), (set.protectedAt ?? set.startedAt).getTime());

/** Where the base of the next newer good set ends; null when no newer one is there. */
function nextBase(set: SetFacts, good: SetFacts[]): number | null {
  const own = rangeStartOf(set);
  const rank = good.indexOf(set);
  const later = good.filter(
    (other, at) => rangeStartOf(other) > own || (rangeStartOf(other) === own && at < rank),
  );
  return later.length === 0 ? null : Math.min(...later.map(rangeStartOf));
}

const dayCount = (days: number): string => (days === 1 ? "day" : `${days} days`);
