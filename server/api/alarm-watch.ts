import { consoleOrigin, dispatchDue, evaluateAlarms } from "../alarms/index.ts";
import { type Context, systemContext } from "../context.ts";
import { env } from "../env.ts";
import { log, messageOf } from "../log.ts";
import { listWorkers } from "../runs/index.ts";

const LOOK_MILLIS = 15_000;
const SILENT_MILLIS = 20_000;
/** At the start of everything the worker may come after the console. */
const LOOKS_BEFORE = 2;

/**
 * While no worker lives, nobody but the console can say so: it looks for workers, raises the alarm, and sends what
 * waits until a worker is back. @returns one look; the alarm is raised when two in a row found nobody
 */
export function alarmWatch(ctx: Context, origin: string | null): () => Promise<void> {
  let without = 0;
  return async () => {
    const since = ctx.clock.now().getTime() - SILENT_MILLIS;
    const isAlive = (await listWorkers(ctx)).some((worker) => worker.lastSeen.getTime() > since);
    without = isAlive ? 0 : without + 1;
    if (without < LOOKS_BEFORE) return;
    const steps = await evaluateAlarms(ctx, ["worker-gone"]);
    if (steps.length > 0) log.warn("no-worker", { steps: steps.length });
    await dispatchDue(ctx, { origin, random: Math.random });
  };
}

const shared = globalThis as unknown as { holdfastAlarmWatch?: NodeJS.Timeout };

/** Begins to look every few seconds; once a process, however often it is called. */
export function startAlarmWatch(): void {
  if (shared.holdfastAlarmWatch) return;
  let look: (() => Promise<void>) | undefined;
  let isLooking = false;
  shared.holdfastAlarmWatch = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look ??= alarmWatch(systemContext(), consoleOrigin(env));
    look()
      .catch((thrown) => log.warn("alarm-watch", { message: messageOf(thrown) }))
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_MILLIS);
  shared.holdfastAlarmWatch.unref();
}
