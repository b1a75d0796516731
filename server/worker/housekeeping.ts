import os from "node:os";
import { freeFollowersOf } from "../continuous/index.ts";
import { log } from "../log.ts";
import {
  forgetSilentWorkers,
  forgetWorkers,
  listWorkers,
  seeWorker,
  sweepRuns,
} from "../runs/index.ts";
import { finishDeletions } from "./delete-set.ts";
import type { Worker } from "./deps.ts";
import { startDueChecks } from "./due-checks.ts";
import { expiryRound } from "./expiry-round.ts";
import { reconcileAfter, settleAbandonedSets } from "./reconcile.ts";
import { rounds, seldom } from "./rounds.ts";
import { clearScratch } from "./scratch.ts";
import { signInRound } from "./sign-in-round.ts";
import { storageRound } from "./storage-round.ts";

const ROUND_MILLIS = 2_500;
/** How often it is looked whether a consistency check is due: they are days apart. */
const DUE_MILLIS = 60_000;

/** Before the first run: ends what workers that died on this machine had begun. */
export async function tidyUp(worker: Worker): Promise<void> {
  const { ctx } = worker;
  const gone = (await listWorkers(ctx))
    .filter((other) => other.host === os.hostname() && !isAlive(other.pid))
    .map((other) => other.id);
  await sweep(worker, gone);
  await freeFollowersOf(ctx, gone);
  await forgetWorkers(ctx, gone);
  await settleAbandonedSets(ctx);
  const finished = await finishDeletions(ctx);
  if (finished.length > 0) log.info("deletions-finished", { count: finished.length });
  const cleared = await clearScratch(ctx);
  if (cleared.length > 0) log.info("scratch-cleared", { count: cleared.length });
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false; // an earlier life under the same number
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function sweep({ ctx }: Worker, gone: string[]): Promise<void> {
  const { lost, requeued } = await sweepRuns(ctx, gone);
  for (const runId of lost) {
    log.warn("run-lost", { run: runId });
    await reconcileAfter(ctx, runId);
  }
  for (const runId of requeued) log.warn("run-queued-again", { run: runId });
}

/** Every few seconds: this worker's sign of life, and a look for runs that nobody works on. @returns how to stop. */
export function keepHouse(worker: Worker): () => Promise<void> {
  const { ctx, id, active } = worker;
  const lookForExpiry = expiryRound(ctx);
  const lookAtStorage = storageRound(ctx);
  const lookAtSignIns = signInRound(ctx);
  const lookForDueChecks = seldom(ctx.clock, DUE_MILLIS, async () => {
    for (const run of await startDueChecks(ctx))
      log.info("check-is-due", { run: run.id, database: run.databaseSlug });
  });
  return rounds("housekeeping-failed", ROUND_MILLIS, async () => {
    await seeWorker(ctx, { id, host: os.hostname(), pid: process.pid, busyRuns: active.size });
    await sweep(worker, []);
    await forgetSilentWorkers(ctx);
    await lookForDueChecks();
    await lookForExpiry();
    await lookAtStorage();
    await lookAtSignIns();
  });
}
