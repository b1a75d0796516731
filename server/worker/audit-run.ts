import { record } from "../audit/index.ts";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import type { RunDto, RunEnd } from "../runs/index.ts";

const OUTCOMES = { succeeded: "ok", failed: "failed", cancelled: "refused" } as const;
/** Somebody asked for these, and the audit says so already. */
const BY_SOMEBODY: readonly RunDto["trigger"][] = ["manual", "retry"];

/**
 * Records what Holdfast did by itself: a schedule's run, an expiry with the sets that went. A failure to record is told in
 * the log and does not undo what was done.
 */
export async function auditRun(ctx: Context, run: RunDto, end: RunEnd): Promise<void> {
  if (BY_SOMEBODY.includes(run.trigger)) return;
  try {
    await record(ctx, {
      act: `worker.${run.asked}`,
      outcome: OUTCOMES[end.state],
      reason: end.state === "failed" ? end.error.message : null,
      about: { kind: "database", id: run.databaseId, name: run.databaseName },
      after: {
        run: run.id,
        trigger: run.trigger,
        ...(end.state === "succeeded" ? { result: end.result } : {}),
        ...(end.figures?.reason ? { what: end.figures.reason } : {}),
      },
    });
  } catch (thrown) {
    log.error("audit-not-written", { run: run.id, message: messageOf(thrown) });
  }
}
