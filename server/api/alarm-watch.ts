import { consoleOrigin, dispatchDue, evaluateAlarms } from "../alarms/index.ts";
import { systemContext } from "../context.ts";
import { env } from "../env.ts";
import { log, messageOf } from "../log.ts";
import { listWorkers } from "../runs/index.ts";

const LOOK_MILLIS = 15_000;
const SILENT_MILLIS = 20_000;
/** At the start of everything the worker may come after the console. */
const LOOKS_BEFORE = 2;

const shared = globalThis as unknown as { holdfastAlarmWatch?: NodeJS.Timeout };

/**
 * While no worker lives, nobody but the console can say so: it looks for workers, raises the alarm, and sends what
 * waits until a worker is back. Started once a process.
 */
export function startAlarmWatch(): void {
  if (shared.holdfastAlarmWatch) return;
  let without = 0;
  let isLooking = false;
  const look = async (): Promise<void> => {
    const ctx = systemContext();
    const since = ctx.clock.now().getTime() - SILENT_MILLIS;
    const isAlive = (await listWorkers(ctx)).some((worker) => worker.lastSeen.getTime() > since);
    without = isAlive ? 0 : without + 1;
    if (without < LOOKS_BEFORE) return;
    const steps = await evaluateAlarms(ctx, ["worker-gone"]);
    if (steps.length > 0) log.warn("no-worker", { steps: steps.length });
    await dispatchDue(ctx, { origin: consoleOrigin(env), random: Math.random });
  };
  shared.holdfastAlarmWatch = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    look()
      .catch((thrown) => log.warn("alarm-watch", { message: messageOf(thrown) }))
      .finally(() => {
        isLooking = false;
      });
  }, LOOK_MILLIS);
  shared.holdfastAlarmWatch.unref();
}
