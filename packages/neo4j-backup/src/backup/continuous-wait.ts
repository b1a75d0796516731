/** Waiting that a signal or somebody's wish ends. */
export class Waker {
  #wake: (() => void) | undefined;
  #isWished = false;
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  /** Ends the wait that is under way, or the next one at once. */
  readonly wake = (): void => {
    this.#isWished = true;
    this.#wake?.();
  };

  async wait(millis: number): Promise<void> {
    if (!this.#isWished && !this.#signal?.aborted && millis > 0)
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          this.#signal?.removeEventListener("abort", done);
          this.#wake = undefined;
          resolve();
        };
        const timer = setTimeout(done, millis);
        this.#signal?.addEventListener("abort", done);
        this.#wake = done;
      });
    this.#isWished = false;
  }
}

/** How long until the next try: at once, then 1 s, 2 s, 4 s ..., each spread over half to one and a half. */
export function waitBefore(attempt: number, longestMillis: number, random: () => number): number {
  if (attempt <= 1) return 0;
  return Math.min(longestMillis, 1000 * 2 ** (attempt - 2)) * (0.5 + random());
}
