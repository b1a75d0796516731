import type { ContinuousFacts } from "../continuous/index.ts";
import type { RpoDto, TargetFrom } from "./schema.ts";

const MINUTE = 60_000;
/** Nobody said how much may be lost, and nothing is planned: a day without a backup deserves attention. */
export const DEFAULT_MINUTES = 24 * 60;
/** Pulls are seconds apart; minutes mean that something is wrong. */
const FOLLOWED_MINUTES = 5;
/** Of the usual interval: a run takes its time, and a slot may be late by its jitter. */
const SLACK = 0.5;
const STEP_MINUTES = 5;

/** What a database may lose at most. */
export interface Target {
  minutes: number;
  from: TargetFrom;
}

/** The target as it was set, else one that follows from what is planned. */
export function targetOf(of: {
  setMinutes: number | null;
  isFollowed: boolean;
  everyMillis: number | null;
  longestMillis: number | null;
}): Target {
  if (of.setMinutes !== null) return { minutes: of.setMinutes, from: "set" };
  if (of.isFollowed) return { minutes: FOLLOWED_MINUTES, from: "continuous" };
  if (of.everyMillis === null) return { minutes: DEFAULT_MINUTES, from: "default" };
  // a night or a weekend without a slot is planned, and no reason to wake anybody
  const longest = Math.max(of.longestMillis ?? 0, of.everyMillis);
  const minutes = (longest + of.everyMillis * SLACK) / MINUTE;
  return { minutes: Math.ceil(minutes / STEP_MINUTES) * STEP_MINUTES, from: "schedule" };
}

/** What is known of a database's newest protected moment. */
export interface RpoFacts {
  createdAt: Date;
  /** The newest moment at which a run found everything to be in a good set. */
  protectedAt: Date | null;
  newestTx: number | null;
  newestCommitAt: Date | null;
  /** The newest transaction that a run saw at the source, also one that failed afterwards. */
  seenTx: number | null;
  seenAt: Date | null;
  followed: Pick<ContinuousFacts, "lastPullAt" | "lastTx" | "lastCommitAt" | "sourceLastTx">;
  target: Target;
}

/**
 * What would be lost now. The newest protected transaction's age counts; where the source is known to have had nothing
 * newer at a later look, the age of that look.
 */
export function rpoOf(facts: RpoFacts, now: Date): RpoDto {
  const { followed, target } = facts;
  const lookedAt = latest(facts.protectedAt, followed.lastPullAt);
  const commitAt = latest(facts.newestCommitAt, followed.lastCommitAt);
  const isLook = lookedAt !== null && (commitAt === null || lookedAt >= commitAt);
  const since = isLook ? lookedAt : commitAt;
  const newestTx = Math.max(facts.newestTx ?? -1, followed.lastTx ?? -1);
  const seenTx = Math.max(facts.seenTx ?? -1, followed.sourceLastTx ?? -1);
  // milliseconds of clocks that differ are no age
  const ageMillis = since && Math.max(0, now.getTime() - since.getTime());
  const waited = now.getTime() - facts.createdAt.getTime();
  return {
    since,
    ageMillis,
    basis: since === null ? "never" : isLook ? "look" : "transaction",
    newestCommitAt: commitAt,
    targetMinutes: target.minutes,
    targetFrom: target.from,
    isOverdue: (ageMillis ?? waited) > target.minutes * MINUTE,
    unprotectedTransactions: seenTx < 0 || newestTx < 0 ? null : Math.max(0, seenTx - newestTx),
    unprotectedSeenAt: seenTx > newestTx && newestTx >= 0 ? facts.seenAt : null,
  };
}

const latest = (a: Date | null, b: Date | null): Date | null =>
  !a || !b ? (a ?? b) : a > b ? a : b;
