import type { Note } from "neo4j-backup";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { type LogLine, type RunPhase, type RunProgress, recordProgress } from "../runs/index.ts";
import { ProgressMeter, type ToldProgress } from "./progress-meter.ts";

const TICK_MILLIS = 250;
/** With nothing new to say, a record is still written this often, so that a rate falls when bytes stop. */
const IDLE_MILLIS = 1_000;

/** Gathers what one run has to show and writes it at most four times a second. */
export class RunRecorder {
  readonly phases: RunPhase[] = [];
  readonly #ctx: Context;
  readonly #run: { runId: string; workerId: string };
  readonly #onLost: () => void;
  readonly #meter: ProgressMeter;
  readonly #timer: NodeJS.Timeout;
  #latest: ToldProgress | undefined;
  #lines: LogLine[] = [];
  #seq = 0;
  #isDirty = false;
  #writtenAt = 0;
  #writing: Promise<void> = Promise.resolve();

  /** @param onLost the run is not the worker's any more. */
  constructor(ctx: Context, run: { runId: string; workerId: string }, onLost: () => void) {
    this.#ctx = ctx;
    this.#run = run;
    this.#onLost = onLost;
    this.#meter = new ProgressMeter();
    this.#timer = setInterval(() => this.#tick(), TICK_MILLIS);
  }

  readonly onProgress = (progress: ToldProgress): void => {
    this.#latest = progress;
    this.#isDirty = true;
    this.enter(progress.phase);
  };

  readonly onNote = (note: Note): void => this.line(note.level, note.text);

  line(level: LogLine["level"], text: string): void {
    this.#lines.push({ seq: this.#seq++, at: this.#ctx.clock.now(), level, text });
    this.#isDirty = true;
  }

  /** Begins a phase and ends the one before; the one that goes on stays. */
  enter(phase: string): void {
    const now = this.#ctx.clock.now();
    const last = this.phases.at(-1);
    if (last?.phase === phase && last.finishedAt === null) return;
    if (last) last.finishedAt ??= now;
    if (phase !== "done") this.phases.push({ phase, startedAt: now, finishedAt: null });
    this.#isDirty = true;
  }

  /** What was done since there were so many phases came to nothing: it becomes one phase, and another address follows. */
  passOver(since: number): void {
    const [first] = this.phases.splice(since);
    if (!first) return;
    const finishedAt = this.#ctx.clock.now();
    this.phases.push({ phase: "passing-over", startedAt: first.startedAt, finishedAt });
    this.#isDirty = true;
  }

  /** The last figures that were told. */
  get latest(): ToldProgress | undefined {
    return this.#latest;
  }

  /** Stops writing. @returns the lines that are not written yet. */
  async stop(): Promise<LogLine[]> {
    clearInterval(this.#timer);
    await this.#writing;
    return this.#lines;
  }

  #isBusy = false;

  #tick(): void {
    const now = this.#ctx.clock.now().getTime();
    const isDue = this.#isDirty || (this.#latest && now - this.#writtenAt >= IDLE_MILLIS);
    if (this.#isBusy || !isDue) return;
    this.#isBusy = true;
    this.#writing = this.#write(now).finally(() => {
      this.#isBusy = false;
    });
  }

  async #write(now: number): Promise<void> {
    const lines = this.#lines;
    this.#lines = [];
    this.#isDirty = false;
    this.#writtenAt = now;
    const progress: RunProgress | null = this.#latest
      ? this.#meter.read(this.#latest, new Date(now))
      : null;
    try {
      const phases = this.phases.map((phase) => ({ ...phase }));
      if (!(await recordProgress(this.#ctx, { ...this.#run, progress, phases, lines })))
        this.#onLost();
    } catch (thrown) {
      this.#lines = [...lines, ...this.#lines]; // the next record brings them
      this.#isDirty = true;
      log.warn("progress-not-written", { run: this.#run.runId, message: messageOf(thrown) });
    }
  }
}
