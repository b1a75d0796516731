import { record } from "../audit/index.ts";
import type { SetDto } from "../backup-sets/index.ts";
import { dueSets, mayExpire } from "../retention/index.ts";
import type { RunEnd } from "../runs/index.ts";
import { untilNotFollowed } from "./continuous-delegate.ts";
import { deleteSet } from "./delete-set.ts";
import { ConsoleFailure } from "./failures.ts";
import type { RunInHand } from "./run-in-hand.ts";

/** Deletes one set that somebody chose, at once. */
export async function runDeleteSet(hand: RunInHand, set: SetDto): Promise<RunEnd> {
  if (set.pinned) throw new ConsoleFailure("set-pinned", set.id);
  await untilNotFollowed(hand, set);
  const objection = await deleteSet(hand.ctx, set);
  if (objection !== null) throw new ConsoleFailure("set-in-use", `${set.id} stays: ${objection}`);
  hand.recorder.line("info", `deleted backup set ${set.id} with ${set.logFiles.length} log files`);
  return {
    state: "succeeded",
    result: "set-deleted",
    figures: { reason: `Deleted backup set ${set.id}.` },
  };
}

/** Deletes the sets whose grace period is over; each is decided on anew in the transaction that begins its deletion. */
export async function runExpire(hand: RunInHand): Promise<RunEnd> {
  const { ctx, run, recorder, signal } = hand;
  const gone: SetDto[] = [];
  recorder.enter("deleting");
  for (const { set, reasons } of await dueSets(ctx, run.databaseId)) {
    signal.throwIfAborted();
    const objection = await deleteSet(ctx, set, (tx) =>
      mayExpire(tx, set, { now: ctx.clock.now(), runId: run.id }),
    );
    if (objection !== null) {
      recorder.line("info", `backup set ${set.id} stays: ${objection}`);
      continue;
    }
    gone.push(set);
    await record(ctx, {
      act: "retention.expired",
      about: { kind: "set", id: set.id, name: `${run.databaseName}, set ${set.id}` },
      before: { bytes: set.totalBytes, leaving: set.leaving },
      reason: reasonOf(set, reasons),
    });
    recorder.line("info", `deleted backup set ${set.id}: ${reasonOf(set, reasons)}`);
  }
  const names = gone.map((set) => set.id).join(", ");
  const reason =
    gone.length === 0
      ? "Nothing was left to delete."
      : `Deleted ${gone.length} backup ${gone.length === 1 ? "set" : "sets"} whose grace period was over: ${names}.`;
  const bytes = gone.reduce((sum, set) => sum + set.totalBytes, 0);
  return { state: "succeeded", result: "expired", figures: { reason, bytes } };
}

/** Why it was let go, as it was said then; a person's name is in that. */
const reasonOf = ({ leaving }: SetDto, reasons: string[]): string =>
  (leaving?.by === "person" ? leaving.because : reasons).join(" ");
