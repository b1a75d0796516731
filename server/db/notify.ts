import type { Tx } from "./client.ts";

/** Channels of Postgres notifications. */
export const RUNS_CHANNEL = "holdfast_runs";
export const CANCEL_CHANNEL = "holdfast_cancel";

/** Tells every process that listens; inside a transaction it is sent with the commit. */
export async function notify(tx: Tx, channel: string, payload: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${channel}, ${payload})`;
}
