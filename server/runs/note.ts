import type { Context } from "../context.ts";
import { addLines } from "./record.ts";
import type { LogLine } from "./schema.ts";

/** Adds a line to the log of a run that has ended: what became of what it left. */
export async function noteOnRun(
  ctx: Context,
  runId: string,
  level: LogLine["level"],
  text: string,
): Promise<void> {
  await ctx.db.$transaction(async (tx) => {
    const last = await tx.runLine.aggregate({ where: { runId }, _max: { seq: true } });
    const seq = (last._max.seq ?? -1) + 1;
    await addLines(tx, runId, [{ seq, at: ctx.clock.now(), level, text }]);
  });
}
