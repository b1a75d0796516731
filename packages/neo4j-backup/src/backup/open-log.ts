/** The newest log file while it is added to: whole transactions only, one sync an answer. */
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { AnswerBytes } from "./continuous-sink.ts";
import { io, readPieces } from "./durable.ts";
import { FileHash, firstDifference } from "./file-hash.ts";
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

async function hashOf(directory: string, { name }: ManifestLog): Promise<FileHash> {
  const hash = new FileHash();
  for await (const piece of readPieces(join(directory, name))) hash.update(piece);
  return hash;
}

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
    const hash = await hashOf(directory, row);
    if (hash.sha256() !== row.sha256)
      throw new BackupError("io-failure", {
        detail: `${row.name} read back is not what was written`,
      });
    return OpenLog.#begin({ directory, manifestPath, row }, hash, now);
  }

  static async #begin(
    given: { directory: string; manifestPath: string | undefined; row: ManifestLog },
    hash: FileHash,
    now: number,
  ): Promise<OpenLog> {
    const { directory, manifestPath, row } = given;
    const path = join(directory, row.name);
    const journal = await Journal.create(journalPathOf(manifestPathOf(directory, manifestPath)));
    const handle = await io(path, () => open(path, "r+"));
    return new OpenLog(given, handle, journal, hash, now);
  }

  /**
   * Opens the file that all backups of a set add to. Whoever dies from here on leaves a file that the next run
   * closes behind its last whole transaction, see `left-open`.
   * @param manifest true to the directory; the file is its last
   * @throws BackupError damaged-backup when the file is not what was written; nothing is changed then
   */
  static async reopen(
    directory: string,
    manifest: Manifest,
    manifestPath: string | undefined,
    now: number,
  ): Promise<OpenLog> {
    const { isOpen: _, ...row } = manifest.logFiles.at(-1) as ManifestLog;
    const hash = await hashOf(directory, row);
    if (hash.sha256() !== row.sha256)
      throw new BackupError("damaged-backup", {
        detail: `${row.name} is not what was written (SHA-256 differs)`,
        file: row.name,
        range: firstDifference(row, hash.copy().digest(), row.bytes),
      });
    const opened = { ...row, isOpen: true };
    // A line of an earlier journal would be taken for an acknowledgement.
    await removeJournal(journalPathOf(manifestPathOf(directory, manifestPath)));
    const logFiles = [...manifest.logFiles.slice(0, -1), opened];
    await writeManifest({ ...manifest, logFiles }, directory, manifestPath);
    return OpenLog.#begin({ directory, manifestPath, row: opened }, hash, now);
  }

  /**
   * Adds an answer's transactions. When it returns they are on the disk, read back and acknowledged; when
   * it throws, the file is as it was.
   * @throws BackupError damaged-backup when somebody else has changed the file, no-space, io-failure
   */
  async add(answer: AnswerBytes, txs: TxWriter<TxSink>): Promise<void> {
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
        await this.#write(answer, before.bytes, next);
        await this.#compare(answer, before.bytes);
        const row = this.#rowWith(answer.bytes, txs, next.sha256());
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

  async #write(answer: AnswerBytes, from: number, hash: FileHash): Promise<void> {
    let at = from;
    for await (const piece of answer.pieces()) {
      for (let done = 0; done < piece.length; ) {
        const left = piece.length - done;
        done += (await this.#handle.write(piece, done, left, at + done)).bytesWritten;
      }
      hash.update(piece);
      at += piece.length;
    }
    await this.#handle.datasync();
  }

  async #compare(answer: AnswerBytes, from: number): Promise<void> {
    let at = from;
    for await (const piece of answer.pieces()) {
      const back = Buffer.allocUnsafe(piece.length);
      for (let done = 0; done < back.length; ) {
        const { bytesRead } = await this.#handle.read(back, done, back.length - done, at + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      at += piece.length;
      if (!back.equals(piece)) this.#refuse();
    }
    if (at !== from + answer.bytes) this.#refuse();
  }

  #refuse(): never {
    throw new BackupError("io-failure", {
      detail: `what was added to ${this.row.name}, read back, is not what was written`,
    });
  }

  #rowWith(added: number, txs: TxWriter<TxSink>, sha256: string) {
    const { name, bytes, transactions, firstTx, firstCommitAt } = this.row;
    const scan = { ...scanOf(txs, bytes), bytes: bytes + added };
    const row = manifestLog(name, scan, { sha256 });
    return {
      name,
      bytes: bytes + added,
      sha256,
      transactions: transactions + txs.transactions,
      firstTx: firstTx ?? (row.firstTx as number),
      firstCommitAt: firstCommitAt ?? (row.firstCommitAt as number),
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
