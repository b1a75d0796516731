/** Writes arriving transactions to one log file, and keeps watch over their order. */
import { createHash, type Hash } from "node:crypto";
import { BackupError } from "../catalogue/errors.ts";
import { FIRST_ENTRY_OFFSET } from "../log/log-header.ts";
import { BadEntry, LogWalker, type WalkedTransaction } from "../log/log-walker.ts";
import type { FileWriter } from "./file-writer.ts";
import type { Tracker } from "./tracker.ts";

export interface Overlap {
  /** The transaction, as the server sent it. */
  tx: WalkedTransaction;
  bytes: number;
  sha256: string;
}

/** What the transactions are written to. */
export interface TxSink {
  write(chunk: Buffer, from: number, to: number): Promise<void> | undefined;
  /** Lets go of it after a failure. */
  abandon(): Promise<void>;
}

export interface TxWriterOptions<S extends TxSink> {
  tracker: Tracker;
  /** Id that the first transaction of the stream must have; undefined when any may come first. */
  expectedFirst: number | undefined;
  /** The first transaction is one we have: it is compared, not written. */
  onOverlap?: ((overlap: Overlap) => Promise<void>) | undefined;
  /** Called once, when the first transaction to be written arrives: makes the file. */
  open: () => Promise<S>;
}

/**
 * Log entries of one answer. Offsets count from 16, as if the stream were a log file of its own.
 */
export class TxWriter<S extends TxSink = FileWriter> {
  firstTx: WalkedTransaction | undefined;
  lastTx: WalkedTransaction | undefined;
  transactions = 0;
  bytes = 0;
  file: S | undefined;
  readonly #options: TxWriterOptions<S>;
  readonly #walker: LogWalker;
  #overlap: Hash | undefined;
  #overlapTx: WalkedTransaction | undefined;
  #previous: number | undefined;

  constructor(options: TxWriterOptions<S>) {
    this.#options = options;
    if (options.onOverlap) this.#overlap = createHash("sha256");
    this.#previous = options.expectedFirst === undefined ? undefined : options.expectedFirst - 1;
    this.#walker = new LogWalker(
      {
        onTransaction: (tx) => this.#seen(tx),
        onCheckPoint: ({ from }) => {
          throw new BadEntry(from, "a check point in a stream of transactions");
        },
      },
      FIRST_ENTRY_OFFSET,
    );
  }

  #seen(tx: WalkedTransaction): void {
    if (this.#previous !== undefined && tx.id !== this.#previous + 1)
      throw new BackupError("unexpected-answer", {
        detail: `expected transaction ${this.#previous + 1}, found ${tx.id}`,
      });
    this.#previous = tx.id;
    if (this.#overlap && !this.#overlapTx) {
      this.#overlapTx = tx;
      return;
    }
    this.firstTx ??= tx;
    this.lastTx = tx;
    this.transactions++;
    const { progress } = this.#options.tracker;
    progress.transactions++;
    progress.lastTx = tx.id;
    progress.lastCommitAt = tx.committedAt;
  }

  /** @throws BackupError bad-frame, unexpected-answer, diverged, no-space and others */
  readonly write = async (chunk: Buffer, from: number, to: number): Promise<void> => {
    const offset = this.#walker.offset;
    const compared = this.#overlap !== undefined;
    try {
      this.#walker.push(chunk, from, to);
    } catch (error) {
      if (!(error instanceof BadEntry)) throw error;
      throw new BackupError("bad-frame", {
        detail: `the transaction stream holds ${error.detail ?? "no valid entry"}`,
        cause: error,
      });
    }
    let start = from;
    if (compared && this.#overlap) {
      const end = this.#overlapTx ? from + (this.#overlapTx.to - offset) : to;
      this.#overlap.update(chunk.subarray(from, end));
      if (!this.#overlapTx) return;
      const tx = this.#overlapTx;
      const sha256 = this.#overlap.digest("hex");
      this.#overlap = undefined;
      await this.#options.onOverlap?.({ tx, bytes: tx.to - tx.from, sha256 });
      start = end;
    }
    if (start === to) return;
    this.file ??= await this.#options.open();
    this.bytes += to - start;
    const { tracker } = this.#options;
    tracker.progress.bytes += to - start;
    tracker.tell();
    const wait = this.file.write(chunk, start, to);
    if (wait) await wait;
  };

  /** True when the transaction to compare has come. */
  get compared(): boolean {
    return this.#overlapTx !== undefined;
  }

  /** Version byte of the newest entry. */
  get entryVersion(): number | undefined {
    return this.#walker.entryVersion;
  }

  /** Lets go of the file after a failure. */
  async abandon(): Promise<void> {
    await this.file?.abandon();
  }

  /** @throws BackupError bad-frame when the stream ended inside a transaction */
  finish(): void {
    if (!this.#walker.atBoundary)
      throw new BackupError("bad-frame", {
        detail: `the transaction stream ended inside a transaction, after transaction ${this.#previous ?? "none"}`,
      });
  }
}
