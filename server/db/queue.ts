import type { Tx } from "./client.ts";

/** What a worker can be told to do; each payload carries ids only. */
export interface QueuePayloads {
  run: { runId: string };
  "remove-database": { databaseId: string };
  "serve-demo": Record<string, never>;
}

/**
 * Puts an entry into the queue, inside the caller's transaction: the row and its entry exist together or not at all.
 * @param key one entry per key; a second call replaces the first while that is not yet taken.
 */
export async function enqueue<T extends keyof QueuePayloads>(
  tx: Tx,
  name: T,
  payload: QueuePayloads[T],
  key: string,
): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json, job_key := ${key}, max_attempts := 1)`;
}

export const runKey = (runId: string): string => `run:${runId}`;
