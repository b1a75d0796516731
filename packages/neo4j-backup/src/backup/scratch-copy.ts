/**
 * A directory that looks like a backup and may be changed: files that are not touched are links into the
 * backup, and become copies when the first change is about to be written; block clones where the file
 * system can make them. Nothing is ever written through a link.
 */
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { copyFile, lstat, readdir, rename, rm, stat, symlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { logVersionOf } from "../log/log-header.ts";
import type { PageFile } from "../replay/page-cache.ts";
import { isNoStoreFile } from "../store/store-files.ts";
import { asBackupError, io, isMissing, listFiles, makeTree } from "./durable.ts";

/**
 * `check`: links stay where nothing changes, and there are no logs: for our own reading code alone.
 * `open`: everything is a copy, for a Neo4j to open and write to.
 */
export type ScratchPurpose = "check" | "open";

const WRITE_NAME = ".holdfast-scratch";

/** Whether files of one directory can be cloned into the other without copying their blocks. */
export async function canClone(source: string, directory: string): Promise<boolean> {
  const probe = join(directory, `${WRITE_NAME}-probe`);
  try {
    await copyFile(source, probe, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    await rm(probe, { force: true });
  }
}

export class ScratchCopy {
  readonly base: string;
  readonly directory: string;
  bytesCopied = 0;
  readonly #open = new Map<string, ScratchFile>();

  private constructor(base: string, directory: string) {
    this.base = resolve(base);
    this.directory = resolve(directory);
  }

  /**
   * An empty directory; for `check` with links to every file of the backup.
   * @param directory missing or empty, and outside of the backup
   * @throws BackupError not-empty, not-writable, io-failure
   */
  static async make(
    base: string,
    directory: string,
    purpose: ScratchPurpose,
  ): Promise<ScratchCopy> {
    const scratch = new ScratchCopy(base, directory);
    await scratch.#create();
    if (purpose === "check") await scratch.#link();
    return scratch;
  }

  /** A directory that is a copy already. */
  static adopt(directory: string): ScratchCopy {
    return new ScratchCopy(directory, directory);
  }

  async #create(): Promise<void> {
    if (`${this.directory}/`.startsWith(`${this.base}/`))
      throw new BackupError("not-writable", {
        detail: `${this.directory} lies in the backup that it is to be a copy of`,
      });
    await io(this.directory, () => makeTree(this.directory));
    if ((await io(this.directory, () => readdir(this.directory))).length > 0)
      throw new BackupError("not-empty", { detail: this.directory });
  }

  async #link(): Promise<void> {
    for (const name of await io(this.base, () => readdir(this.base))) {
      if (isNoStoreFile(name) || logVersionOf(name) !== undefined) continue;
      const from = join(this.base, name);
      if ((await io(from, () => lstat(from))).isSymbolicLink())
        throw new BackupError("damaged-backup", { detail: `${name} is a link`, file: name });
      await io(from, () => symlink(from, join(this.directory, name)));
    }
  }

  /** @throws BackupError no-space, io-failure, cancelled */
  async copyAll(signal?: AbortSignal): Promise<void> {
    for (const path of await listFiles(this.base)) {
      if (isNoStoreFile(path)) continue;
      if (signal?.aborted) throw new BackupError("cancelled");
      const target = join(this.directory, path);
      await io(target, () => makeTree(dirname(target)));
      await this.#copy(path, target);
    }
  }

  async #copy(path: string, target: string): Promise<void> {
    const from = join(this.base, path);
    await io(target, () => copyFile(from, target, constants.COPYFILE_FICLONE));
    const { size } = await io(target, () => stat(target));
    this.bytesCopied += size;
  }

  /** Makes a file one that may be written to. */
  async own(name: string): Promise<string> {
    const path = join(this.directory, name);
    const found = await lstat(path).catch((error) => {
      if (isMissing(error)) return undefined;
      throw asBackupError(error, path);
    });
    if (!found?.isSymbolicLink()) return path;
    const temporary = join(this.directory, `${WRITE_NAME}-${name}`);
    await this.#copy(name, temporary);
    await io(path, () => rename(temporary, path));
    return path;
  }

  /** A file for reading, and, once it is the scratch copy's own, for writing. */
  file(name: string): ScratchFile {
    let file = this.#open.get(name);
    if (!file) {
      file = new ScratchFile(name, join(this.directory, name));
      this.#open.set(name, file);
    }
    return file;
  }

  /** Lets every file that has changes be written. */
  async settle(changed: Iterable<string>): Promise<void> {
    for (const name of changed) {
      const file = this.file(name);
      if (!file.isWritable) file.allowWriting(await this.own(name));
    }
  }

  close(): void {
    for (const file of this.#open.values()) file.close();
    this.#open.clear();
  }
}

/** Synchronous, see `ByteSource`. */
export class ScratchFile implements PageFile {
  readonly name: string;
  readonly bytes: number;
  isWritable = false;
  #handle: number;

  /** @throws BackupError io-failure */
  constructor(name: string, path: string) {
    this.name = name;
    try {
      this.#handle = openSync(path, "r");
    } catch (error) {
      if (!isMissing(error)) throw asBackupError(error, path);
      throw new BackupError("damaged-backup", { detail: `${name} is missing`, file: name });
    }
    this.bytes = fstatSync(this.#handle).size;
  }

  allowWriting(path: string): void {
    closeSync(this.#handle);
    this.#handle = openSync(path, "r+");
    this.isWritable = true;
  }

  read(target: Buffer, from: number): number {
    return whole(this.name, target.length, (done) =>
      readSync(this.#handle, target, done, target.length - done, from + done),
    );
  }

  write(bytes: Buffer, at: number): void {
    whole(this.name, bytes.length, (done) =>
      writeSync(this.#handle, bytes, done, bytes.length - done, at + done),
    );
  }

  close(): void {
    closeSync(this.#handle);
  }
}

function whole(name: string, length: number, step: (done: number) => number): number {
  let done = 0;
  try {
    while (done < length) {
      const got = step(done);
      if (got === 0) break;
      done += got;
    }
  } catch (error) {
    throw asBackupError(error, name);
  }
  return done;
}
