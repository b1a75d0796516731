/** What is known of a database beyond its sets and runs: its target, what is planned, how it grows, what is wrong with it. */

import type { Context } from "../context.ts";
import { type ContinuousFacts, continuousOf } from "../continuous/index.ts";
import { type LogWindow, logWindowOf } from "../forecast/index.ts";
import { type DatabaseFacts, factsOf } from "./facts.ts";
import { growthOf, NO_GROWTH } from "./growth.ts";
import { type PlanFacts, plansOf } from "./plans.ts";
import { rpoOf, type Target, targetOf } from "./rpo.ts";
import type { Standing, StandingWindow } from "./schema.ts";

/** How each of the databases stands; the number of queries does not depend on how many there are. */
export async function standingOf(ctx: Context, ids: string[]): Promise<Map<string, Standing>> {
  const now = ctx.clock.now();
  const [facts, plans, continuous, growth, windows] = await Promise.all([
    factsOf(ctx, ids),
    plansOf(ctx, ids),
    continuousOf(ctx, ids),
    growthOf(ctx, ids),
    logWindowOf(ctx, ids),
  ]);
  const standing = new Map<string, Standing>();
  for (const [id, fact] of facts) {
    const plan = plans.get(id);
    const followed = continuous.get(id);
    const window = windows.get(id);
    if (!plan || !followed || !window) continue;
    standing.set(id, {
      tags: fact.tags,
      rpo: rpoOf({ ...fact, followed, target: targetFor(fact, plan, followed) }, now),
      plan: plan.plan,
      next: plan.next,
      continuous: continuousDto(followed),
      growth: growth.get(id) ?? NO_GROWTH,
      flaws: fact.flaws,
      verification: fact.verification,
      window: standingWindow(window),
    });
  }
  return standing;
}

/** What each database may lose at most and since when, for whoever paints the past. */
export async function targetsOf(
  ctx: Context,
  ids: string[],
): Promise<Map<string, Target & { since: Date | null }>> {
  const [facts, plans, continuous] = await Promise.all([
    factsOf(ctx, ids),
    plansOf(ctx, ids),
    continuousOf(ctx, ids),
  ]);
  const targets = new Map<string, Target & { since: Date | null }>();
  for (const [id, fact] of facts) {
    const plan = plans.get(id);
    const followed = continuous.get(id);
    if (!plan || !followed) continue;
    const target = targetFor(fact, plan, followed);
    const since = {
      set: fact.targetSetAt,
      continuous: followed.since,
      schedule: latest(plan.changedAt, fact.targetSetAt),
      default: null,
    }[target.from];
    targets.set(id, { ...target, since });
  }
  return targets;
}

const targetFor = (fact: DatabaseFacts, plan: PlanFacts, followed: ContinuousFacts): Target =>
  targetOf({
    setMinutes: fact.targetMinutes,
    isFollowed: followed.wanted,
    everyMillis: plan.plan.everyMillis,
    longestMillis: plan.plan.longestMillis,
  });

const latest = (a: Date | null, b: Date | null): Date | null =>
  !a || !b ? (a ?? b) : a > b ? a : b;

function standingWindow(window: LogWindow): StandingWindow {
  const { outlook, notBefore, fallsBackAt, isAssumed, keepsAll, rate } = window;
  const { windowMillis, leastMillis } = window;
  return {
    ...{ outlook, notBefore, fallsBackAt, isAssumed, keepsAll, windowMillis, leastMillis },
    rate: rate && { peakBytesPerHour: rate.peakBytesPerHour },
  };
}

const continuousDto = ({ wanted, state, reason, since }: ContinuousFacts) =>
  wanted || state !== "off" ? { state, reason, since } : null;
