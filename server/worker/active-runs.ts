/** Why a run is told to stop. `lost`: it is not this worker's any more. */
export type StopReason = "cancelled" | "stopping" | "lost";

/** The runs that this process works on, each with its way to be stopped. */
export class ActiveRuns {
  readonly #controllers = new Map<string, AbortController>();

  get size(): number {
    return this.#controllers.size;
  }

  get ids(): string[] {
    return [...this.#controllers.keys()];
  }

  begin(runId: string): AbortSignal {
    const controller = new AbortController();
    this.#controllers.set(runId, controller);
    return controller.signal;
  }

  end(runId: string): void {
    this.#controllers.delete(runId);
  }

  /** Tells a run to stop; the first reason stands. A run of another worker is none of ours. */
  stop(runId: string, reason: StopReason): void {
    this.#controllers.get(runId)?.abort(reason);
  }

  stopAll(reason: StopReason): void {
    for (const controller of this.#controllers.values()) controller.abort(reason);
  }
}
