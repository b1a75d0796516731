/** Runs passes on threads of their own. */
import type { Worker } from "node:worker_threads";
import { BackupError } from "../catalogue/errors.ts";
import { startThread } from "../threads/start-thread.ts";
import { type Crew, cancelled, chunksOf, type PassWatch } from "./crew.ts";
import type { PassSpec } from "./pass.ts";
import { type CheckPlan, CONTROL } from "./plan.ts";
import type { FromWorker, ToWorker } from "./worker-messages.ts";

const PROGRESS_MILLIS = 200;

const startWorker = (plan: CheckPlan): Worker =>
  startThread("check-worker.mjs", "check/worker.ts", plan);

export class WorkerCrew implements Crew {
  readonly #plan: CheckPlan;
  readonly #workers: Worker[];

  constructor(plan: CheckPlan, threads: number) {
    this.#plan = plan;
    this.#workers = Array.from({ length: threads }, () => startWorker(plan));
  }

  async run<T>(spec: PassSpec, watch: PassWatch): Promise<T[]> {
    const { control } = this.#plan.memory;
    const { count, records, isOneThread } = chunksOf(this.#plan, spec);
    Atomics.store(control, CONTROL.nextChunk, 0);
    const progress = setInterval(
      () => watch.onProgress(Math.min(count, Atomics.load(control, CONTROL.nextChunk)) * records),
      PROGRESS_MILLIS,
    );
    const stop = (): void => void Atomics.store(control, CONTROL.stop, 1);
    watch.signal?.addEventListener("abort", stop, { once: true });
    if (watch.signal?.aborted) stop();
    try {
      const results = await this.#all<T>(spec, watch, isOneThread ? 1 : this.#workers.length);
      if (watch.signal?.aborted) throw cancelled();
      return results;
    } finally {
      clearInterval(progress);
      watch.signal?.removeEventListener("abort", stop);
    }
  }

  /** Waits for every thread, so that none still runs when one has failed. */
  async #all<T>(spec: PassSpec, watch: PassWatch, threads: number): Promise<T[]> {
    const settled = await Promise.allSettled(
      this.#workers.slice(0, threads).map((worker) => this.#one<T>(worker, spec, watch)),
    );
    return settled.map((one) => {
      if (one.status === "rejected") throw one.reason;
      return one.value;
    });
  }

  #one<T>(worker: Worker, spec: PassSpec, watch: PassWatch): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const finish = (): void => {
        worker.off("message", onMessage);
        worker.off("error", onError);
        worker.off("exit", onExit);
      };
      const fail = (detail: string, cause?: unknown): void => {
        finish();
        Atomics.store(this.#plan.memory.control, CONTROL.stop, 1);
        reject(new BackupError("io-failure", { detail, cause }));
      };
      const onMessage = (message: FromWorker): void => {
        if ("findings" in message) watch.onFindings(message.findings);
        else if ("failure" in message) fail(message.failure.message);
        else {
          finish();
          resolve(message.result as T);
        }
      };
      const onError = (error: Error): void => fail(error.message, error);
      const onExit = (code: number): void => fail(`a thread of the check ended with ${code}`);
      worker.on("message", onMessage);
      worker.on("error", onError);
      worker.on("exit", onExit);
      worker.postMessage({ run: spec } satisfies ToWorker);
    });
  }

  async end(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
