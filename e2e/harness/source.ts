import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type OnFrame, type RunningServer, serveDirectory } from "neo4j-backup/serve";
import { readSample, writeFiles } from "../../packages/neo4j-backup/src/serve/sample.ts";

/** The sample's base ends with the first; its log goes on to the second. */
export const BASE_END_TX = 219;
export const NEWEST_TX = 231;
/** Small frames, so that an answer has many and a test can stop between them. */
const FRAME_BYTES = 4 * 1024;

/** The engine tells its figures at most ten times a second. */
const SEEN_MILLIS = 60;

type Mood =
  | { kind: "willing" }
  | { kind: "slow"; millis: number }
  /** Sends this many frames of each answer, not too fast for their figures to be seen, then nothing more. */
  | { kind: "frozen"; after: number }
  /** Hangs up in the middle of this frame. */
  | { kind: "cut"; after: number };

/** A backup server over a copy of the sample database, whose behaviour a test sets. */
export class Source {
  readonly port: number;
  /** Newest transaction that it shows. */
  shownTx = BASE_END_TX;
  readonly #directory: string;
  #server: RunningServer | undefined;
  #mood: Mood = { kind: "willing" };
  #waiting: (() => void)[] = [];
  #oldestTx = 0;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.port = port;
  }

  static async start(port: number): Promise<Source> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "holdfast-source-"));
    await writeFiles(directory, await readSample());
    const source = new Source(directory, port);
    await source.up();
    return source;
  }

  /** Shows more transactions of its log. */
  gain(transactions: number): void {
    this.shownTx += transactions;
    if (this.shownTx > NEWEST_TX) throw new Error(`the sample ends with ${NEWEST_TX}`);
  }

  /** Sends each frame after a pause. */
  slow(millis: number): void {
    this.#change({ kind: "slow", millis });
  }

  freeze(after = 10): void {
    this.#change({ kind: "frozen", after });
  }

  cut(after = 10): void {
    this.#change({ kind: "cut", after });
  }

  /** Sends what it has as fast as it can, again. */
  recover(): void {
    this.#change({ kind: "willing" });
  }

  /** Forgets the transactions up to this one, as a server does that prunes its logs. */
  async prune(upTo: number): Promise<void> {
    this.#oldestTx = upTo + 1;
    await this.down();
    await this.up();
  }

  /** Nothing listens on the port any more. */
  async down(): Promise<void> {
    await this.#server?.close();
    this.#server = undefined;
  }

  async up(): Promise<void> {
    this.#server = await serveDirectory({
      directory: this.#directory,
      port: this.port,
      frameBytes: FRAME_BYTES,
      oldestTx: this.#oldestTx,
      reveal: () => this.shownTx,
      onFrame: this.#onFrame,
    });
  }

  async end(): Promise<void> {
    this.recover();
    await this.down();
    fs.rmSync(this.#directory, { recursive: true, force: true });
  }

  #change(mood: Mood): void {
    this.#mood = mood;
    for (const goOn of this.#waiting.splice(0)) goOn();
  }

  readonly #onFrame: OnFrame = async ({ index }) => {
    for (;;) {
      const mood = this.#mood;
      if (mood.kind === "cut" && index >= mood.after) return "cut";
      if (mood.kind === "slow") await pause(mood.millis);
      if (mood.kind === "frozen" && index < mood.after) await pause(SEEN_MILLIS);
      if (mood.kind !== "frozen" || index < mood.after) return "send";
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  };
}

const pause = (millis: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, millis));
