import type { SetDto } from "../backup-sets/index.ts";
import { askForPull, followerOfSet, type LiveFollower } from "../continuous/index.ts";
import type { DatabaseRow } from "../databases/index.ts";
import { noteAddress, type RunEnd } from "../runs/index.ts";
import { ConsoleFailure } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";

const LOOK_MILLIS = 250;
/** Beyond the source's own time-out. */
const PATIENCE_MILLIS = 20_000;

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Has the follower of a set make the incremental backup that was asked for: only one may write to the set.
 * @returns null when nobody follows it (any more)
 * @throws ConsoleFailure `source-away` when the follower does not get through
 */
export async function pulledByFollower(
  { ctx, run, ids, recorder, signal }: RunInHand,
  database: DatabaseRow,
  set: SetDto,
): Promise<RunEnd | null> {
  const before = await followerOfSet(ctx, set.id);
  if (!before) return null;
  recorder.line("info", "the set is protected continuously: its follower is asked to pull now");
  const askedAt = await askForPull(ctx, database.id);
  const until = askedAt.getTime() + database.timeoutSeconds * 1000 + PATIENCE_MILLIS;
  for (;;) {
    signal.throwIfAborted();
    const now = await followerOfSet(ctx, set.id);
    if (!now) return null;
    if (now.lastPullAt && now.lastPullAt >= (run.startedAt ?? askedAt)) {
      await noteAddress(ctx, { ...ids, address: now.address });
      return answerOf(now, (now.lastTx ?? 0) - (before.lastTx ?? 0));
    }
    if (ctx.clock.now().getTime() > until)
      throw new ConsoleFailure("source-away", now.reason ?? "its follower has not pulled in time");
    await pause(LOOK_MILLIS);
  }
}

function answerOf({ lastTx, lastCommitAt }: LiveFollower, transactions: number): RunEnd {
  return {
    state: "succeeded",
    result: transactions > 0 ? "incremental" : "nothing-new",
    figures: {
      transactions,
      ...(lastTx === null ? {} : { lastTx }),
      ...(lastCommitAt ? { lastCommitAt: lastCommitAt.getTime() } : {}),
      bytes: 0,
      files: 0,
      reason: `It is protected continuously: its follower pulled, and has everything up to transaction ${lastTx}.`,
    },
  };
}

/** Waits until nobody adds to a set. @throws ConsoleFailure `set-in-use` */
export async function untilNotFollowed({ ctx, signal }: RunInHand, set: SetDto): Promise<void> {
  const until = ctx.clock.now().getTime() + PATIENCE_MILLIS;
  while (await followerOfSet(ctx, set.id)) {
    signal.throwIfAborted();
    if (ctx.clock.now().getTime() > until)
      throw new ConsoleFailure("set-in-use", "it is protected continuously");
    await pause(LOOK_MILLIS);
  }
}
