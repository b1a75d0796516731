import type { Context } from "../context.ts";
import type { ActiveRuns } from "./active-runs.ts";
import type { DemoSource } from "./demo.ts";

/** What the parts of one worker process share. */
export interface Worker {
  ctx: Context;
  id: string;
  active: ActiveRuns;
  demo: DemoSource;
}
