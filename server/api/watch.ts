import { tracked } from "@trpc/server";
import type { Context } from "../context.ts";
import { found } from "../refusal.ts";
import {
  activeRuns,
  isActive,
  type RunEvent,
  type RunSignal,
  runById,
  runLog,
} from "../runs/index.ts";
import { signalsUntil } from "./events.ts";

/**
 * A run as it goes, until it ends: first as it stands with all its kept lines, then with each change the lines
 * since. The id of an event is the last line seen, so that a reconnect gets what it missed and nothing twice.
 */
export async function* watchRun(
  ctx: Context,
  id: string,
  options: { lastEventId: string | undefined; signal: AbortSignal | undefined },
) {
  const signals = await signalsUntil(options.signal); // before the first look, so that nothing falls between
  try {
    let seq = options.lastEventId === undefined ? -1 : Number(options.lastEventId);
    for (;;) {
      const run = found(await runById(ctx, id), "the run");
      const log = await runLog(ctx, id, seq);
      seq = log.at(-1)?.seq ?? seq;
      const event: RunEvent = { run, log };
      yield tracked(String(seq), event);
      if (!isActive(run.state)) return;
      if (!(await nextOf(signals, id))) return;
    }
  } finally {
    await signals.return();
  }
}

/** Waits for a signal of the run, or one that says that some may be missing. */
async function nextOf(
  signals: AsyncGenerator<RunSignal | null, void>,
  id: string,
): Promise<boolean> {
  for (;;) {
    const { value, done } = await signals.next();
    if (done) return false;
    if (!value || value.runId === id) return true;
  }
}

/** What every active run does: first each as it stands, then each change. */
export async function* watchAll(ctx: Context, signal: AbortSignal | undefined) {
  const signals = await signalsUntil(signal);
  let count = 0;
  try {
    for await (const one of startingWithNull(signals)) {
      for (const each of one ? [one] : await standing(ctx)) yield tracked(String(++count), each);
    }
  } finally {
    await signals.return();
  }
}

async function* startingWithNull(signals: AsyncGenerator<RunSignal | null, void>) {
  yield null;
  yield* signals;
}

async function standing(ctx: Context): Promise<RunSignal[]> {
  return (await activeRuns(ctx)).map((run) => ({
    runId: run.id,
    databaseId: run.databaseId,
    state: run.state,
    progress: run.progress,
  }));
}
