/** Why a run is told to stop. `lost`: it is not this worker's any more. */
export type StopReason = "cancelled" | "stopping" | "lost";

/** The runs that this process works on, each with its way to be stopped. */
export class ActiveRuns {
  readonly #controllers = new Map<string, AbortController>();
  #closedFor: StopReason | undefined;

  get size(): number {
    return this.#controllers.size;
  }

  get ids(): string[] {
    return [...this.#controllers.keys()];
  }

  /** @returns a signal that is aborted already when the process takes no more runs. */
  begin(runId: string): AbortSignal {
    const controller = new AbortController();
    this.#controllers.set(runId, controller);
    if (this.#closedFor) controller.abort(this.#closedFor);
    return controller.signal;
  }

  end(runId: string): void {
    this.#controllers.delete(runId);
  }

  /** Tells a run to stop; the first reason stands. A run of another worker is none of ours. */
  stop(runId: string, reason: StopReason): void {
    this.#controllers.get(runId)?.abort(reason);
  }

  /** Tells all runs to stop, and those that begin from now on. */
  stopAll(reason: StopReason): void {
    this.#closedFor = reason;
    for (const controller of this.#controllers.values()) controller.abort(reason);
  }
}
