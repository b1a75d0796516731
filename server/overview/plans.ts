import type { Context } from "../context.ts";
import type { NextRun, PlanDto } from "./schema.ts";

/** What is planned for a database. */
export interface PlanFacts {
  plan: PlanDto;
  next: NextRun | null;
}

/** The plans of each of the databases. */
export async function plansOf(_ctx: Context, ids: string[]): Promise<Map<string, PlanFacts>> {
  return new Map(ids.map((id) => [id, { plan: { state: "none", everyMillis: null }, next: null }]));
}
