/** Files that are written at once and synced in the background. */
import { close, fdatasync, fsync, openSync, writeSync } from "node:fs";
import { promisify } from "node:util";

const [syncData, sync, closeHandle] = [promisify(fdatasync), promisify(fsync), promisify(close)];

/** While a big file arrives, what was written is sent to the disk this often: little is left for its end. */
const WRITE_BACK_BYTES = 256 * 1024 * 1024;
const MAX_SYNCS = 4;

/** The syncs that are under way. */
export class Syncs {
  readonly #pending = new Set<Promise<void>>();
  #failure: { error: unknown } | undefined;

  add(act: () => Promise<void>): Promise<void> {
    const work = act()
      .catch((error) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#pending.delete(work));
    this.#pending.add(work);
    return work;
  }

  /** Waits until one more may begin. @throws the first failure */
  async room(): Promise<void> {
    while (this.#pending.size >= MAX_SYNCS) await Promise.race(this.#pending);
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits for all. @throws the first failure */
  async settle(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
    if (this.#failure) throw this.#failure.error;
  }
}

export class SyncedOutput {
  readonly #handle: number;
  readonly #syncs: Syncs;
  #unsent = 0;
  #sending: Promise<void> | undefined;

  /** @param flags `wx` creates the file anew */
  constructor(path: string, flags: "wx" | "r+", syncs: Syncs) {
    this.#handle = openSync(path, flags, 0o644);
    this.#syncs = syncs;
  }

  write(bytes: Buffer, length: number, at: number): void {
    for (let done = 0; done < length; )
      done += writeSync(this.#handle, bytes, done, length - done, at + done);
    this.#unsent += length;
    if (this.#unsent < WRITE_BACK_BYTES || this.#sending) return;
    this.#unsent = 0;
    this.#sending = this.#syncs
      .add(() => syncData(this.#handle))
      .finally(() => {
        this.#sending = undefined;
      });
  }

  /** Syncs and closes in the background. @param isGivenUp closes only */
  close(isGivenUp: boolean): void {
    const sending = this.#sending;
    this.#syncs.add(async () => {
      await sending;
      try {
        if (!isGivenUp) await sync(this.#handle);
      } finally {
        await closeHandle(this.#handle);
      }
    });
  }
}
