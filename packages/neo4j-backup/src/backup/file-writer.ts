/** Writes arriving bytes to files: bounded memory, hashed on the way, durable at the end. */
import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import type { FileSink } from "../protocol/store-files.ts";
import type { SpaceWatch } from "./disk-space.ts";
import { asBackupError, io } from "./durable.ts";
import { FileHash, type HashedFile } from "./file-hash.ts";

const SLAB_BYTES = 1024 * 1024;
/** While a big file arrives, what was written is sent to the disk this often. */
const WRITE_BACK_BYTES = 32 * 1024 * 1024;
const MAX_SYNCS = 4;

export interface WrittenFile extends HashedFile {
  bytes: number;
}

/** Two buffers that all files of a run share: one fills while the other is written. */
export class WriterPool {
  readonly watch: SpaceWatch;
  readonly slabs: [Buffer, Buffer] = [
    Buffer.allocUnsafeSlow(SLAB_BYTES),
    Buffer.allocUnsafeSlow(SLAB_BYTES),
  ];
  #syncs = new Set<Promise<void>>();
  #failure: unknown;

  constructor(watch: SpaceWatch) {
    this.watch = watch;
  }

  /** Syncs and closes in the background; failures surface in `drained`. */
  async sync(handle: FileHandle, path: string): Promise<void> {
    while (this.#syncs.size >= MAX_SYNCS) await Promise.race(this.#syncs);
    const work = handle
      .sync()
      .finally(() => handle.close())
      .catch((error) => {
        this.#failure ??= asBackupError(error, path);
      })
      .finally(() => this.#syncs.delete(work));
    this.#syncs.add(work);
  }

  /** Waits until every file is on the disk. @throws the first failure */
  async drained(): Promise<void> {
    await Promise.all(this.#syncs);
    if (this.#failure) throw this.#failure;
  }
}

export class FileWriter implements FileSink {
  readonly path: string;
  readonly #handle: FileHandle;
  readonly #pool: WriterPool;
  readonly #hash = new FileHash();
  #slab = 0;
  #used = 0;
  #flushed = 0;
  #writtenBack = 0;
  #writing: Promise<unknown> | undefined;
  #writeBack: Promise<unknown> | undefined;
  #failure: unknown;
  #isClosing = false;

  private constructor(path: string, handle: FileHandle, pool: WriterPool) {
    this.path = path;
    this.#handle = handle;
    this.#pool = pool;
  }

  /** Creates the file anew; what exists, and links, are refused. */
  static create(path: string, pool: WriterPool): Promise<FileWriter> {
    const flags =
      constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0);
    return io(path, async () => new FileWriter(path, await open(path, flags, 0o644), pool));
  }

  get bytes(): number {
    return this.#flushed + this.#used;
  }

  write(chunk: Buffer, from = 0, to = chunk.length): Promise<void> | undefined {
    const room = SLAB_BYTES - this.#used;
    const take = Math.min(room, to - from);
    const slab = this.#pool.slabs[this.#slab] as Buffer;
    slab.set(chunk.subarray(from, from + take), this.#used);
    this.#used += take;
    if (this.#used < SLAB_BYTES) return undefined;
    return this.#flush().then(() =>
      from + take < to ? this.write(chunk, from + take, to) : undefined,
    );
  }

  async #flush(): Promise<void> {
    const slab = this.#pool.slabs[this.#slab] as Buffer;
    const bytes = this.#used;
    const at = this.#flushed;
    this.#hash.update(slab.subarray(0, bytes));
    await this.#settle();
    await this.#pool.watch.wrote(bytes);
    this.#writing = this.#writeAll(slab, bytes, at).catch((error) => {
      this.#failure ??= asBackupError(error, this.path);
    });
    this.#slab = 1 - this.#slab;
    this.#used = 0;
    this.#flushed += bytes;
    if (this.#flushed - this.#writtenBack >= WRITE_BACK_BYTES && !this.#writeBack) {
      this.#writtenBack = this.#flushed;
      this.#writeBack = this.#handle
        .datasync()
        .catch((error) => {
          this.#failure ??= asBackupError(error, this.path);
        })
        .finally(() => {
          this.#writeBack = undefined;
        });
    }
  }

  async #writeAll(slab: Buffer, bytes: number, at: number): Promise<void> {
    for (let done = 0; done < bytes; ) {
      const { bytesWritten } = await this.#handle.write(slab, done, bytes - done, at + done);
      done += bytesWritten;
    }
  }

  async #settle(): Promise<void> {
    await this.#writing;
    if (this.#failure) throw this.#failure;
  }

  /**
   * Flushes, and has the file synced in the background.
   * @param head bytes to put over the file's first ones; the hash does not see them
   */
  async close(head?: Buffer): Promise<void> {
    this.#isClosing = true;
    try {
      if (this.#used > 0) await this.#flush();
      await this.#settle();
      if (head) await io(this.path, () => this.#handle.write(head, 0, head.length, 0));
      await this.#writeBack;
    } catch (error) {
      await this.#writeBack;
      await this.#handle.close();
      throw error;
    }
    await this.#pool.sync(this.#handle, this.path);
  }

  /** Lets go of the file without making it whole; nothing to do behind `close`. Never throws. */
  async abandon(): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    await this.#writing;
    await this.#writeBack;
    await this.#handle.close().catch(() => undefined);
  }

  /** After `close`. */
  written(): WrittenFile {
    return { bytes: this.#flushed, ...this.#hash.digest() };
  }
}
