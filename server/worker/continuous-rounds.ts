import { newestGoodSet } from "../backup-sets/index.ts";
import {
  abandonedStretches,
  beatFollower,
  type Claimed,
  claimFollower,
  continuousById,
  forgetStretch,
  type Release,
  releaseFollower,
} from "../continuous/index.ts";
import { databaseById } from "../databases/index.ts";
import { log, messageOf } from "../log.ts";
import { failStretch, finishRun, type RunEnd, startRun } from "../runs/index.ts";
import {
  type FollowEnd,
  type Followed,
  isAway,
  isLocked,
  isPruned,
  SetFollower,
} from "./continuous-follow.ts";
import type { Worker } from "./deps.ts";
import { runErrorOf } from "./failures.ts";
import { noteDamage } from "./note-damage.ts";
import { rounds } from "./rounds.ts";

const ROUND_MILLIS = 1_000;
const SHORT_WAIT_MILLIS = 2_000;
const LONGEST_WAIT_MILLIS = 15 * 60_000;
/** A stretch that nobody went on with for longer has ended; the next pull begins another one. */
const STRETCH_SURVIVES_MILLIS = 10 * 60_000;

/** 5 s, 10 s, 20 s ... up to a quarter of an hour. */
export const waitAfter = (failures: number): number =>
  Math.min(LONGEST_WAIT_MILLIS, 5_000 * 2 ** Math.max(0, failures - 1));

/**
 * Looks every second for databases that are to be followed and that nobody follows, and follows them, outside of the
 * queue. @returns how to stop: stretches under way are left for another worker
 */
export function keepFollowing(worker: Worker): () => Promise<void> {
  const stopping = new AbortController();
  const followers = new Set<Promise<void>>();
  const stopLooking = rounds("following-round-failed", ROUND_MILLIS, async () => {
    for (;;) {
      if (stopping.signal.aborted) return;
      const claimed = await claimFollower(worker.ctx, worker.id);
      if (!claimed) break;
      const follower = followDatabase(worker, claimed, stopping.signal)
        .catch((thrown) => log.error("follower-failed", { message: messageOf(thrown) }))
        .finally(() => followers.delete(follower));
      followers.add(follower);
    }
    await endAbandoned(worker);
  });
  return async () => {
    stopping.abort();
    await stopLooking();
    await Promise.all(followers);
  };
}

/** Stretches that were switched off while their worker was gone. */
async function endAbandoned({ ctx }: Worker): Promise<void> {
  for (const stretch of await abandonedStretches(ctx)) {
    await failStretch(ctx, stretch.runId, "it was switched off after that");
    await forgetStretch(ctx, stretch);
  }
}

async function followDatabase(
  worker: Worker,
  claimed: Claimed,
  stopping: AbortSignal,
): Promise<void> {
  const { ctx } = worker;
  let present = claimed;
  for (;;) {
    const [database, set, pulse] = await Promise.all([
      databaseById(ctx, present.databaseId),
      newestGoodSet(ctx, present.databaseId),
      beatFollower(ctx, present),
    ]);
    if (!database || !pulse) return;
    if (!set || set.id !== pulse.newestSetId) {
      await releaseFollower(ctx, present, await fullFirst(worker, present, null));
      return;
    }
    const follower = new SetFollower(worker, { claimed: present, database, set, pulse }, stopping);
    await takeUp(worker, present, follower);
    const followed = await follower.run();
    const next = await conclude(worker, present, followed, set);
    if (!next) return;
    present = next;
  }
}

/** Goes on with the stretch that another worker left, unless that was too long ago or of another set. */
async function takeUp({ ctx }: Worker, claimed: Claimed, follower: SetFollower): Promise<void> {
  const { runId, lastPullAt } = claimed;
  if (runId === null) return;
  const age = ctx.clock.now().getTime() - (lastPullAt?.getTime() ?? 0);
  const before = await continuousById(ctx, claimed.databaseId);
  const isRecent = age <= STRETCH_SURVIVES_MILLIS;
  if (isRecent && (await follower.adopt(runId, before))) return;
  await failStretch(ctx, runId, "no worker went on with it in time");
}

/** There is nothing to go on with: a run like any other makes a full backup. */
async function fullFirst(
  { ctx }: Worker,
  { databaseId, failures }: Claimed,
  because: string | null,
): Promise<Release> {
  const answer = await startRun(ctx, { databaseId, asked: "auto", trigger: "system" });
  const tried = answer.ok ? failures + 1 : failures;
  const wait = answer.ok ? waitAfter(tried) : SHORT_WAIT_MILLIS;
  return {
    state: "starting",
    reason: because ?? "there is no backup set to go on with: a full backup begins one",
    retryAt: new Date(ctx.clock.now().getTime() + wait),
    failures: tried,
  };
}

/** Writes how it ended. @returns what to go on with at once; null when the database was let go of */
async function conclude(
  worker: Worker,
  claimed: Claimed,
  followed: Followed,
  set: { id: string } & Parameters<typeof noteDamage>[1],
): Promise<Claimed | null> {
  const { ctx } = worker;
  const { standing, end } = followed;
  if (end === "lost") return null;
  if (end === "stopping") {
    standing.line("info", "the worker was stopped: another one goes on with it");
    await standing.settle();
    const state = standing.now.state === "reconnecting" ? "reconnecting" : "starting";
    const reason = standing.now.reason ?? "its worker was stopped; another one goes on";
    await releaseFollower(ctx, claimed, { state, reason, keepsRun: true });
    return null;
  }
  const { runId, lastPullAt } = standing.now;
  if (end === "changed") {
    standing.line("info", "the settings were changed");
    await standing.settle();
    return { ...claimed, runId, lastPullAt };
  }
  if (typeof end === "string") {
    const reason = await endWell(worker, followed, end);
    if (end === "new-set") return { ...claimed, runId: null, lastPullAt };
    const isGoing = end === "set-going";
    const retryAt = isGoing ? new Date(ctx.clock.now().getTime() + SHORT_WAIT_MILLIS) : null;
    await releaseFollower(ctx, claimed, { state: isGoing ? "starting" : "off", reason, retryAt });
    return null;
  }
  await endBadly(worker, claimed, followed, end.thrown, set);
  return null;
}

const WHY: Record<Exclude<FollowEnd, "lost" | "stopping" | "changed">, string> = {
  off: "it was switched off",
  removed: "the database is being removed",
  "new-set": "a new backup set began, which is followed from now on",
  "set-going": "its backup set is being deleted",
};

async function endWell(
  worker: Worker,
  { standing }: Followed,
  end: keyof typeof WHY,
): Promise<string | null> {
  standing.line("info", `the stretch ended: ${WHY[end]}`);
  await finish(worker, standing, {
    state: "succeeded",
    result: "followed",
    figures: { ...standing.figures, reason: WHY[end] },
  });
  return end === "off" ? null : WHY[end];
}

async function finish(worker: Worker, standing: Followed["standing"], end: RunEnd): Promise<void> {
  const lines = await standing.settle();
  const { runId, state, since } = standing.now;
  if (runId === null) return;
  await finishRun(worker.ctx, {
    runId,
    workerId: worker.id,
    end,
    phases: [{ phase: state, startedAt: since, finishedAt: null }],
    lines,
  });
  standing.now.runId = null;
}

async function endBadly(
  worker: Worker,
  claimed: Claimed,
  { standing }: Followed,
  thrown: unknown,
  set: Parameters<typeof noteDamage>[1],
): Promise<void> {
  const { ctx } = worker;
  const error = runErrorOf(thrown);
  if (error.code === "unexpected") log.error("follower", { stack: (thrown as Error).stack });
  standing.line("error", error.message);
  await finish(worker, standing, { state: "failed", error, figures: standing.figures });
  await noteDamage(ctx, set, thrown);
  const failures = (standing.now.pulls > 0 ? 0 : claimed.failures) + 1;
  if (isPruned(thrown)) {
    const release = await fullFirst(worker, { ...claimed, failures }, error.message);
    await releaseFollower(ctx, claimed, { ...release, errorCode: error.code });
    return;
  }
  const isPassing = isAway(thrown) || isLocked(thrown);
  const wait = isLocked(thrown) ? SHORT_WAIT_MILLIS : waitAfter(failures);
  await releaseFollower(ctx, claimed, {
    state: isAway(thrown) ? "reconnecting" : isPassing ? "starting" : "stopped",
    reason: error.message,
    errorCode: error.code,
    retryAt: new Date(ctx.clock.now().getTime() + wait),
    failures,
  });
}
