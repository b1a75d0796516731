import type { Progress } from "neo4j-backup";
import { etaSeconds, nextRate, type Rate, type RunProgress, rateFrom } from "../runs/index.ts";

/** Figures as the engine tells them; in phases of the worker's own, a fraction may be all there is. */
export type ToldProgress = Omit<Progress, "phase" | "kind"> & {
  phase: string;
  kind: string;
  fraction?: number;
};

const RECEIVING = new Set(["receiving-files", "receiving-transactions", "copying"]);
/** Phases that read back bytes whose number is known. */
const READING = new Set(["verifying", "indexing"]);

/** Turns the engine's figures into what is shown: adds a rate and the time that is left. */
export class ProgressMeter {
  #phase = "";
  #rate: Rate | undefined;

  read(progress: ToldProgress, at: Date): RunProgress {
    const { counted, expected } = counts(progress);
    if (progress.phase !== this.#phase) this.#rate = undefined;
    this.#phase = progress.phase;
    if (counted !== null)
      this.#rate = this.#rate
        ? nextRate(this.#rate, at.getTime(), counted)
        : rateFrom(at.getTime(), counted);
    const bytesPerSecond = this.#rate?.bytesPerSecond ?? null;
    return {
      phase: progress.phase,
      kind: progress.kind,
      file: progress.file ?? null,
      files: progress.files,
      bytes: progress.bytes,
      expectedBytes: progress.expectedBytes ?? null,
      transactions: progress.transactions,
      lastTx: progress.lastTx ?? null,
      lastCommitAt: progress.lastCommitAt === undefined ? null : new Date(progress.lastCommitAt),
      bytesPerSecond,
      etaSeconds: counted === null ? null : etaSeconds(bytesPerSecond, counted, expected),
      verifiedBytes: progress.verifiedBytes ?? 0,
      verifyTotalBytes: progress.verifyTotalBytes ?? null,
      fraction: progress.fraction ?? null,
      at,
    };
  }
}

/** The bytes that move in a phase, and how many are expected; null in phases where none do. */
function counts(progress: ToldProgress): { counted: number | null; expected: number | null } {
  if (READING.has(progress.phase))
    return { counted: progress.verifiedBytes ?? 0, expected: progress.verifyTotalBytes ?? null };
  if (RECEIVING.has(progress.phase))
    return { counted: progress.bytes, expected: progress.expectedBytes ?? null };
  return { counted: null, expected: null };
}
