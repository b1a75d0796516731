import type { Context } from "../context.ts";
import type { RunDto } from "../runs/index.ts";
import type { RunRecorder } from "./recorder.ts";

/** A claimed run while it is being worked on. */
export interface RunInHand {
  ctx: Context;
  run: RunDto;
  ids: { runId: string; workerId: string };
  signal: AbortSignal;
  recorder: RunRecorder;
}
