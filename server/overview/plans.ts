import type { Context } from "../context.ts";
import { schedulesOf } from "../schedules/index.ts";
import type { NextRun, PlanDto } from "./schema.ts";

/** What is planned for a database. */
export interface PlanFacts {
  plan: PlanDto;
  next: NextRun | null;
  /** When what is planned was last changed. */
  changedAt: Date | null;
}

/** The plans of each of the databases. */
export async function plansOf(ctx: Context, ids: string[]): Promise<Map<string, PlanFacts>> {
  const schedules = await schedulesOf(ctx, ids);
  return new Map(
    [...schedules].map(([id, facts]) => [
      id,
      {
        plan: {
          state: !facts.enabled ? "none" : facts.paused ? "paused" : "on",
          everyMillis: facts.everyMillis,
          longestMillis: facts.longestMillis,
          incrementalMillis: facts.incrementalMillis,
        },
        changedAt: facts.changedAt,
        next: facts.nextAt && facts.nextKind && { at: facts.nextAt, kind: facts.nextKind },
      },
    ]),
  );
}
