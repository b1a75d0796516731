/** What a check's threads and their owner tell each other. */
import type { Findings } from "./findings.ts";
import type { PassSpec } from "./pass.ts";

export type ToWorker = { run: PassSpec } | { end: true };
export type FromWorker =
  | { findings: Findings }
  | { result: unknown }
  | { failure: { message: string; stack: string | undefined } };
