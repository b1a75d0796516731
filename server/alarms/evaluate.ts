import type { Context } from "../context.ts";
import { applyStep, type Hand } from "./apply.ts";
import type { AlarmKind } from "./catalogue.ts";
import type { AlarmFact } from "./fact.ts";
import { gatherFacts } from "./facts/index.ts";
import { readRouting } from "./outbox.ts";
import { planSteps, RAISE_AGAIN_MILLIS, type Standing, type Step } from "./state.ts";

const STANDING = {
  id: true,
  key: true,
  kind: true,
  databaseId: true,
  state: true,
  severity: true,
  sentence: true,
  facts: true,
  toldAt: true,
  resolvedAt: true,
} as const;

/**
 * Compares what is so with what was told of it: raises, worsens, reminds and resolves. Any number of workers may do
 * it at once; each change is taken by one.
 * @param only the kinds to look at, where not all can be seen from here
 * @returns the steps that this call took
 */
export async function evaluateAlarms(ctx: Context, only?: readonly AlarmKind[]): Promise<Step[]> {
  const { facts, unknownKinds } = await gatherFacts(ctx, only);
  return await compare(ctx, facts, unknownKinds);
}

async function compare(
  ctx: Context,
  facts: AlarmFact[],
  unknownKinds: ReadonlySet<AlarmKind>,
): Promise<Step[]> {
  const now = ctx.clock.now();
  const since = new Date(now.getTime() - RAISE_AGAIN_MILLIS);
  const [unresolved, justResolved, mutes, table] = await Promise.all([
    ctx.db.alarm.findMany({ where: { NOT: { openKey: null } }, select: STANDING }),
    ctx.db.alarm.findMany({
      where: { state: "resolved", resolvedAt: { gte: since } },
      orderBy: { resolvedAt: "asc" },
      select: STANDING,
    }),
    ctx.db.alarmMute.findMany({ select: { key: true, until: true } }),
    readRouting(ctx),
  ]);
  const steps = planSteps({
    facts,
    unresolved: unresolved as Standing[],
    justResolved: justResolved as Standing[],
    mutes,
    unknownKinds,
    remindMinutes: table.policy.remindMinutes,
    now,
  });
  const hand: Hand = { ctx, table, now };
  const taken: Step[] = [];
  for (const step of steps) if (await applyStep(hand, step)) taken.push(step);
  return taken;
}
