/** Who runs passes: threads of their own, or the caller's for small stores. */
import { BackupError } from "../catalogue/errors.ts";
import type { StoreName } from "../store/records.ts";
import { CheckThread } from "./check-thread.ts";
import type { Findings } from "./findings.ts";
import { CHUNK_RECORDS, type PassSpec, storeOf } from "./pass.ts";
import { type CheckPlan, CONTROL } from "./plan.ts";

export interface PassWatch {
  signal: AbortSignal | undefined;
  onFindings(findings: Findings): void;
  /** @param records of the store that are done */
  onProgress(records: number): void;
}

export interface Crew {
  /** @returns what each thread gathered @throws BackupError cancelled */
  run<T>(spec: PassSpec, watch: PassWatch): Promise<T[]>;
  end(): Promise<void>;
}

/** How much one turn takes, and whether all turns are one thread's, in order. */
export function chunksOf(
  { stores }: CheckPlan,
  spec: PassSpec,
): { count: number; records: number; isOneThread: boolean } {
  const chunks = (store: StoreName): number => Math.ceil(stores[store].count / CHUNK_RECORDS);
  if (spec.name === "duplicates") return { count: 1, records: 1, isOneThread: true };
  const isOneThread = spec.name === "links";
  const count = isOneThread ? chunks("nodes") + chunks("relationships") : chunks(storeOf(spec));
  return { count, records: CHUNK_RECORDS, isOneThread };
}

/** Takes chunks until there is none, or the check is stopped. @param each after every chunk */
export function* turns(thread: CheckThread, spec: PassSpec): Generator<void, unknown> {
  const { control } = thread.plan.memory;
  const pass = thread.pass(spec);
  const { count, records } = chunksOf(thread.plan, spec);
  while (Atomics.load(control, CONTROL.stop) === 0) {
    const chunk = Atomics.add(control, CONTROL.nextChunk, 1);
    if (chunk >= count) break;
    pass.range(chunk * records, (chunk + 1) * records);
    yield;
  }
  return pass.result();
}

export const cancelled = (): BackupError =>
  new BackupError("cancelled", { detail: "the consistency check was cancelled" });

/** Runs passes here, and lets others have a turn after each chunk. */
export class InlineCrew implements Crew {
  readonly #thread: CheckThread;
  /** Milliseconds that it may keep others waiting. */
  static readonly #patience = 20;

  constructor(plan: CheckPlan) {
    this.#thread = new CheckThread(plan);
  }

  async run<T>(spec: PassSpec, { signal, onFindings, onProgress }: PassWatch): Promise<T[]> {
    const { plan } = this.#thread;
    Atomics.store(plan.memory.control, CONTROL.nextChunk, 0);
    const { records } = chunksOf(plan, spec);
    const steps = turns(this.#thread, spec);
    let done = 0;
    let since = performance.now();
    for (;;) {
      const { done: isDone, value } = steps.next();
      const found = this.#thread.report.take();
      if (found) onFindings(found);
      if (isDone) return [value as T];
      done += records;
      onProgress(done);
      if (performance.now() - since >= InlineCrew.#patience) {
        await new Promise((resolve) => setImmediate(resolve));
        since = performance.now();
      }
      if (signal?.aborted) throw cancelled();
    }
  }

  async end(): Promise<void> {
    this.#thread.close();
  }
}
