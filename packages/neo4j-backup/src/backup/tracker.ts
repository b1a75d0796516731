/** A run's progress and notes, told to whoever started it. */
import type { Note, Phase, Progress } from "../catalogue/outcomes.ts";

const TELL_EVERY_MILLIS = 100;

export interface RunOptions {
  /** Aborting it rejects the run with code `cancelled`. */
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
  onNote?: ((note: Note) => void) | undefined;
}

export class Tracker {
  readonly progress: Progress;
  readonly signal: AbortSignal | undefined;
  readonly startedAt = Date.now();
  readonly #options: RunOptions;
  #toldAt = 0;
  #late: NodeJS.Timeout | undefined;

  constructor(kind: Progress["kind"], options: RunOptions, expectedBytes?: number) {
    this.#options = options;
    this.signal = options.signal;
    this.progress = {
      phase: "locking",
      kind,
      files: 0,
      bytes: 0,
      transactions: 0,
      ...(expectedBytes === undefined ? {} : { expectedBytes }),
    };
  }

  phase(phase: Phase): void {
    this.progress.phase = phase;
    this.tell(true);
  }

  /** At most ten times a second, unless `now`. */
  tell(now = false): void {
    if (!this.#options.onProgress) return;
    const time = Date.now();
    const wait = this.#toldAt + TELL_EVERY_MILLIS - time;
    if (!now && wait > 0) {
      // The last figures before a silence are told too.
      this.#late ??= setTimeout(() => this.tell(true), wait).unref();
      return;
    }
    clearTimeout(this.#late);
    this.#late = undefined;
    this.#toldAt = time;
    this.#options.onProgress({ ...this.progress });
  }

  /** Nothing is told any more. */
  end(): void {
    clearTimeout(this.#late);
  }

  note(text: string, level: Note["level"] = "info"): void {
    this.#options.onNote?.({ level, text });
  }

  get elapsedMillis(): number {
    return Date.now() - this.startedAt;
  }
}
