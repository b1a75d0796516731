/** Where the transactions of one answer wait until all of them are there: in memory, or in a file when they are many. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { SpaceWatch } from "./disk-space.ts";
import { readPieces } from "./durable.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { INCOMING } from "./target.ts";
import type { TxSink } from "./tx-writer.ts";

/** What is more goes to a file. */
export const MOST_IN_MEMORY_BYTES = 4 * 1024 * 1024;

/** The transactions of an answer, each piece valid until the next. */
export interface AnswerBytes {
  bytes: number;
  pieces(): AsyncIterable<Buffer>;
}

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

  get isInMemory(): boolean {
    return this.#file === undefined;
  }

  /** All that came, to be added to a log file: may be read more than once. Nothing can be written any more. */
  async whole(): Promise<AnswerBytes> {
    if (!this.#file) {
      const all = Buffer.concat(this.#pieces);
      return {
        bytes: this.bytes,
        pieces: async function* () {
          yield all;
        },
      };
    }
    const { writer, pool } = this.#file;
    await writer.close();
    await pool.drained();
    const path = join(this.#directory, INCOMING);
    return { bytes: this.bytes, pieces: () => readPieces(path, this.#head.length) };
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
