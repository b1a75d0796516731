import { listSets, newestGoodSet } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { type DatabaseRow, listDatabases } from "../databases/index.ts";
import { listRuns, type RunDto, startRun } from "../runs/index.ts";
import { isCheckDue } from "./check-policy.ts";

/**
 * Queues a consistency check for each database whose newest verdict is as old as its policy allows. One that has a
 * run going on is looked at again the next time; of several workers that look at once, one gets its run in.
 */
export async function startDueChecks(ctx: Context): Promise<RunDto[]> {
  const started: RunDto[] = [];
  for (const database of await listDatabases(ctx)) {
    if (!(await isDue(ctx, database))) continue;
    const set = await newestGoodSet(ctx, database.id);
    if (!set) continue;
    const answer = await startRun(ctx, {
      databaseId: database.id,
      asked: "check",
      trigger: "schedule",
      setId: set.id,
    });
    if (answer.ok) started.push(answer.run);
  }
  return started;
}

async function isDue(ctx: Context, { id, verifyPolicy }: DatabaseRow): Promise<boolean> {
  if (verifyPolicy.everyDays === null) return false;
  const verdicts = (await listSets(ctx, id)).flatMap((set) => set.check?.at.getTime() ?? []);
  const attempts = await listRuns(ctx, { databaseId: id, asked: ["check"], limit: 1 });
  const times = {
    verdictAt: verdicts.length === 0 ? null : new Date(Math.max(...verdicts)),
    attemptAt: attempts.items[0]?.requestedAt ?? null,
  };
  return isCheckDue(verifyPolicy.everyDays, times, ctx.clock.now());
}
