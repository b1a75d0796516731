/** Where the transactions of one pull wait until all of them are there: in memory, or in a file when they are many. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SpaceWatch } from "./disk-space.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { INCOMING } from "./target.ts";
import type { TxSink } from "./tx-writer.ts";

/** What is more becomes a log file of its own. */
export const MOST_IN_MEMORY_BYTES = 4 * 1024 * 1024;

export class PullSink implements TxSink {
  bytes = 0;
  readonly #directory: string;
  readonly #head: Buffer;
  #pieces: Buffer[] = [];
  #file: { writer: FileWriter; pool: WriterPool } | undefined;

  /** @param head what stands before the first transaction where they become a file */
  constructor(directory: string, head: Buffer) {
    this.#directory = directory;
    this.#head = head;
  }

  write(chunk: Buffer, from: number, to: number): Promise<void> | undefined {
    this.bytes += to - from;
    if (this.#file) return this.#file.writer.write(chunk, from, to);
    this.#pieces.push(Buffer.from(chunk.subarray(from, to)));
    if (this.bytes <= MOST_IN_MEMORY_BYTES) return undefined;
    return this.asFile().then(() => undefined);
  }

  /** All bytes at once; undefined when they are in a file already. */
  inMemory(): Buffer | undefined {
    return this.#file ? undefined : Buffer.concat(this.#pieces);
  }

  /** The file that becomes the next log file, with all that has come so far in it. */
  async asFile(): Promise<{ writer: FileWriter; pool: WriterPool }> {
    if (this.#file) return this.#file;
    const watch = new SpaceWatch(this.#directory);
    await watch.check();
    const pool = new WriterPool(watch);
    const path = join(this.#directory, INCOMING);
    await rm(path, { force: true });
    const writer = await FileWriter.create(path, pool);
    this.#file = { writer, pool };
    await writer.write(this.#head);
    for (const piece of this.#pieces) await writer.write(piece);
    this.#pieces = [];
    return this.#file;
  }

  async abandon(): Promise<void> {
    if (!this.#file) return;
    await this.#file.writer.abandon();
    await rm(join(this.#directory, INCOMING), { force: true }).catch(() => undefined);
  }
}
