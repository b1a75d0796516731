import {
  type AlarmKind,
  consoleOrigin,
  dispatchDue,
  evaluateAlarms,
  pruneAlarms,
  putDigest,
  putPings,
} from "../alarms/index.ts";
import type { Context } from "../context.ts";
import { env } from "../env.ts";
import { listWorkers } from "../runs/index.ts";
import { lookForMassChanges } from "./alarm-mass-change.ts";
import { rounds, seldom } from "./rounds.ts";

const LOOK_MILLIS = 3_000;
/** What takes more queries, or changes with the minutes, is looked at less often. */
const SLOW_MILLIS = 12_000;
const QUICK_KINDS: AlarmKind[] = [
  "failed",
  "fell-back",
  "source-changed",
  "inconsistent",
  "worker-gone",
  "mass-change",
  "continuous-down",
];
const SEND_MILLIS = 1_500;
const PRUNE_MILLIS = 3_600_000;

/**
 * The worker's part in alarms: it compares facts with incidents, looks at what pulls brought, and sends what is due.
 * Sending has a round of its own, so that a receiver that hangs delays no alarm. @returns how to stop
 */
export function keepAlarms(ctx: Context, workerId: string): () => Promise<void> {
  const origin = consoleOrigin(env);
  const looked = new Map<string, number>();
  const prune = seldom(ctx.clock, PRUNE_MILLIS, () => pruneAlarms(ctx));
  let slowAt = 0;
  const look = async (): Promise<void> => {
    // before its first sign of life it would say of itself that it is gone
    if (!(await listWorkers(ctx)).some((worker) => worker.id === workerId)) return;
    const now = ctx.clock.now().getTime();
    const isSlow = now >= slowAt;
    if (isSlow) slowAt = now + SLOW_MILLIS;
    await evaluateAlarms(ctx, isSlow ? undefined : QUICK_KINDS);
    await putPings(ctx);
    await putDigest(ctx, { origin });
    await lookForMassChanges(ctx, workerId, looked);
    await prune();
  };
  const stopping = new AbortController();
  const send = async (): Promise<void> => {
    await dispatchDue(ctx, { origin, random: Math.random, signal: stopping.signal });
  };
  const stops = [
    rounds("alarms-round", LOOK_MILLIS, look),
    rounds("deliveries-round", SEND_MILLIS, send),
  ];
  return async () => {
    stopping.abort();
    await Promise.all(stops.map((stop) => stop()));
  };
}
