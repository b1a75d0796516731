/** A run's progress: one line that is written over on a terminal, else a line for each milestone. */
import type { Phase, Progress } from "../catalogue/index.ts";
import type { BackupOptions } from "../index.ts";
import { bytesText, countText } from "./figures.ts";
import { line, type Output, type Terminal } from "./terminal.ts";

const WORDS: Readonly<Record<Phase, string>> = {
  locking: "Locking the target",
  "reading-target": "Reading the target",
  connecting: "Connecting",
  "waiting-for-check-point": "Waiting for the server's check point",
  "receiving-files": "Receiving store files",
  "comparing-overlap": "Comparing with the server",
  "receiving-transactions": "Receiving transactions",
  writing: "Writing",
  copying: "Copying",
  verifying: "Verifying",
  publishing: "Publishing",
  checking: "Checking every record",
  done: "Finished",
};
/** Worth a line in a file: they may take long. */
const MILESTONES: ReadonlySet<Phase> = new Set([
  "waiting-for-check-point",
  "receiving-files",
  "receiving-transactions",
  "copying",
  "verifying",
  "checking",
]);

const CLEAR_TO_END = "\u001b[K";
const RATE_OVER_MILLIS = 2000;

/** One line that is written over; nothing where there is no terminal. */
export class StatusLine {
  readonly #output: Output;
  #isShown = false;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: string): void {
    if (!this.#output.isTTY) return;
    const width = (this.#output.columns ?? 80) - 1;
    this.#output.write(`\r${text.slice(0, width)}${CLEAR_TO_END}`);
    this.#isShown = true;
  }

  /** Takes the line away, so that another one can be printed. */
  clear(): void {
    if (this.#isShown) this.#output.write(`\r${CLEAR_TO_END}`);
    this.#isShown = false;
  }
}

export class ProgressLine {
  readonly #output: Output;
  readonly #status: StatusLine;
  readonly #now: () => number;
  #phase: Phase | undefined;
  #seen: { at: number; bytes: number }[] = [];

  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#status = new StatusLine(output);
    this.#now = now;
  }

  tell(progress: Progress): void {
    const isNew = progress.phase !== this.#phase;
    if (isNew) this.#seen = [];
    this.#phase = progress.phase;
    if (this.#output.isTTY) this.#status.show(this.#text(progress));
    else if (isNew && MILESTONES.has(progress.phase)) line(this.#output, WORDS[progress.phase]);
  }

  #text(progress: Progress): string {
    const { phase, files, bytes, transactions, verifiedBytes, verifyTotalBytes } = progress;
    const parts: string[] = [];
    if (files > 0) parts.push(countText(files, "file"));
    const moved = phase === "verifying" ? (verifiedBytes ?? 0) : bytes;
    if (phase === "verifying" && verifyTotalBytes !== undefined)
      parts.push(`${bytesText(moved)} of ${bytesText(verifyTotalBytes)}`);
    else if (bytes > 0) parts.push(bytesText(bytes));
    const rate = this.#rate(moved);
    if (rate !== undefined) parts.push(`${bytesText(rate)}/s`);
    if (transactions > 0) parts.push(countText(transactions, "transaction"));
    return parts.length === 0 ? `${WORDS[phase]}...` : `${WORDS[phase]}: ${parts.join(", ")}`;
  }

  #rate(bytes: number): number | undefined {
    const at = this.#now();
    this.#seen.push({ at, bytes });
    while (this.#seen.length > 2 && at - (this.#seen[0]?.at ?? at) > RATE_OVER_MILLIS)
      this.#seen.shift();
    const first = this.#seen[0];
    if (!first || at - first.at < 200 || bytes <= first.bytes) return undefined;
    return ((bytes - first.bytes) * 1000) / (at - first.at);
  }

  /** Takes the line away, so that another one can be printed. */
  clear(): void {
    this.#status.clear();
  }
}

/** Options of a run that tell a terminal how it goes, and what it warns of. */
export const watched = (
  terminal: Terminal,
  progress: ProgressLine,
): Required<Pick<BackupOptions, "onProgress" | "onNote">> => ({
  onProgress: (p) => progress.tell(p),
  onNote: ({ level, text }) => {
    if (level !== "warning") return;
    progress.clear();
    line(terminal.stderr, `Note: ${text}`);
  },
});
