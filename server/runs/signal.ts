import { notify, RUNS_CHANNEL, type Tx } from "../db/index.ts";
import { progressOf } from "./dto.ts";
import type { RunProgress, RunSignal, RunState } from "./schema.ts";

/** Postgres refuses payloads of 8,000 bytes and more. */
const LONGEST_PAYLOAD = 7_500;

/** Tells every process what a run does now; sent with the commit of `tx`. */
export async function signalRun(
  tx: Tx,
  run: { id: string; databaseId: string; state: RunState; progress?: RunProgress | null },
): Promise<void> {
  const signal = {
    runId: run.id,
    databaseId: run.databaseId,
    state: run.state,
    progress: run.progress ?? null,
  };
  const payload = JSON.stringify(signal);
  await notify(
    tx,
    RUNS_CHANNEL,
    Buffer.byteLength(payload) < LONGEST_PAYLOAD
      ? payload
      : JSON.stringify({ ...signal, progress: null }),
  );
}

/** What `signalRun` sent, as it is received. */
export function parseSignal(payload: string): RunSignal {
  const signal = JSON.parse(payload) as RunSignal;
  return { ...signal, progress: progressOf(signal.progress) };
}
