/** The newest log file while a follower adds to it: whole transactions only, one write and one sync a pull. */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { io, readPieces } from "./durable.ts";
import { FileHash } from "./file-hash.ts";
import { scanOf } from "./incremental.ts";
import {
  type Manifest,
  type ManifestLog,
  manifestLog,
  manifestPathOf,
  writeManifest,
} from "./manifest.ts";
import { Journal, journalPathOf, removeJournal } from "./open-journal.ts";
import type { TxSink, TxWriter } from "./tx-writer.ts";

export class OpenLog {
  /** As far as it was acknowledged. */
  row: ManifestLog;
  readonly openedAt: number;
  readonly #directory: string;
  readonly #manifestPath: string | undefined;
  readonly #handle: FileHandle;
  readonly #journal: Journal;
  #hash: FileHash;

  private constructor(
    given: { directory: string; manifestPath: string | undefined; row: ManifestLog },
    handle: FileHandle,
    journal: Journal,
    hash: FileHash,
    openedAt: number,
  ) {
    this.#directory = given.directory;
    this.#manifestPath = given.manifestPath;
    this.row = given.row;
    this.#handle = handle;
    this.#journal = journal;
    this.#hash = hash;
    this.openedAt = openedAt;
  }

  /** @param row of the file as it was just published and is listed in the manifest */
  static async open(
    directory: string,
    row: ManifestLog,
    manifestPath: string | undefined,
    now: number,
  ): Promise<OpenLog> {
    const path = join(directory, row.name);
    const hash = new FileHash();
    for await (const piece of readPieces(path)) hash.update(piece);
    if (hash.sha256() !== row.sha256)
      throw new BackupError("io-failure", {
        detail: `${row.name} read back is not what was written`,
      });
    const journal = await Journal.create(journalPathOf(manifestPathOf(directory, manifestPath)));
    const handle = await io(path, () => open(path, "r+"));
    return new OpenLog({ directory, manifestPath, row }, handle, journal, hash, now);
  }

  /**
   * Adds an answer's transactions. When it returns they are on the disk, read back and acknowledged; when
   * it throws, the file is as it was.
   * @throws BackupError damaged-backup when somebody else has changed the file, no-space, io-failure
   */
  async add(bytes: Buffer, txs: TxWriter<TxSink>): Promise<void> {
    const { name } = this.row;
    const before = this.row;
    await io(name, async () => {
      const { size } = await this.#handle.stat();
      if (size !== before.bytes)
        throw new BackupError("damaged-backup", {
          detail: `${name} has ${size} bytes, but ${before.bytes} were written: something else writes to this directory`,
          file: name,
        });
      const next = this.#hash.copy();
      try {
        await this.#write(bytes, before.bytes);
        next.update(bytes);
        const row = this.#rowWith(bytes.length, txs, next.sha256());
        await this.#journal.add(row);
        this.row = { ...before, ...row };
      } catch (error) {
        await this.#handle.truncate(before.bytes).catch(() => undefined);
        await this.#handle.sync().catch(() => undefined);
        throw error;
      }
      this.#hash = next;
    });
  }

  async #write(bytes: Buffer, at: number): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        done,
        bytes.length - done,
        at + done,
      );
      done += bytesWritten;
    }
    await this.#handle.datasync();
    const back = Buffer.allocUnsafe(bytes.length);
    for (let done = 0; done < back.length; ) {
      const { bytesRead } = await this.#handle.read(back, done, back.length - done, at + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    if (!back.equals(bytes))
      throw new BackupError("io-failure", {
        detail: `what was added to ${this.row.name}, read back, is not what was written`,
      });
  }

  #rowWith(added: number, txs: TxWriter<TxSink>, sha256: string) {
    const { name, bytes, transactions } = this.row;
    const scan = { ...scanOf(txs, bytes), bytes: bytes + added };
    const row = manifestLog(name, scan, { sha256 });
    return {
      name,
      bytes: bytes + added,
      sha256,
      transactions: transactions + txs.transactions,
      lastTx: row.lastTx as number,
      lastCommitAt: row.lastCommitAt as number,
      lastTxPlace: row.lastTxPlace as NonNullable<ManifestLog["lastTxPlace"]>,
    };
  }

  /** From now on it is a log file like the others. @param manifest that lists it last */
  async close(manifest: Manifest): Promise<Manifest> {
    const { isOpen: _, ...row } = this.row;
    const closed: Manifest = {
      ...manifest,
      writtenAt: new Date().toISOString(),
      logFiles: [...manifest.logFiles.slice(0, -1), { ...row, ...this.#hash.digest() }],
    };
    await this.abandon();
    await writeManifest(closed, this.#directory, this.#manifestPath);
    await removeJournal(journalPathOf(manifestPathOf(this.#directory, this.#manifestPath)));
    return closed;
  }

  /** Lets go of it as it is: the next run closes it. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await this.#journal.close().catch(() => undefined);
  }
}
