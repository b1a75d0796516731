/** Copies files and proves them on the way: what is written is what was hashed, piece by piece. */
import { createHash } from "node:crypto";
import { closeSync, constants, copyFileSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { COPY_CONTROL, type CopiedFile, type CopyPlan } from "./copy-plan.ts";
import { asBackupError } from "./durable.ts";
import { SyncedOutput, Syncs } from "./synced-output.ts";

/**
 * Small enough to stay in a core's cache between reading, hashing and writing, and for Linux not to look for
 * larger runs of free memory to put it into, which took seconds where memory was in pieces.
 */
const PIECE_BYTES = 128 * 1024;
/** Milliseconds that it may keep others of its thread waiting. */
const PATIENCE = 20;

const stopped = (): BackupError =>
  new BackupError("cancelled", { detail: "another thread of the copy stopped" });
const ended = (plan: CopyPlan): boolean => Atomics.load(plan.control, COPY_CONTROL.stop) !== 0;

/**
 * Takes files until there is none, or all are told to stop. Several threads may do so at once.
 * @throws BackupError damaged-backup, no-space, io-failure; the others are told to stop then
 */
export async function copyFiles(plan: CopyPlan): Promise<void> {
  const copier = new FileCopier(plan);
  try {
    while (!ended(plan)) {
      const file = plan.files[Atomics.add(plan.control, COPY_CONTROL.nextFile, 1)];
      if (file === undefined) break;
      await copier.copy(file);
    }
    if (ended(plan)) throw stopped();
    await copier.settle();
  } catch (error) {
    Atomics.store(plan.control, COPY_CONTROL.stop, 1);
    throw error;
  }
}

class FileCopier {
  readonly #plan: CopyPlan;
  readonly #piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  readonly #syncs = new Syncs();
  #since = performance.now();

  constructor(plan: CopyPlan) {
    this.#plan = plan;
  }

  async copy(file: CopiedFile): Promise<void> {
    try {
      await this.#copy(file);
    } catch (error) {
      throw asBackupError(error, file.path);
    }
    Atomics.add(this.#plan.control, COPY_CONTROL.filesDone, 1);
    await this.#syncs.room();
  }

  /** Waits until all is on the disk. @throws the first failure */
  settle(): Promise<void> {
    return this.#syncs.settle();
  }

  async #copy(file: CopiedFile): Promise<void> {
    const { from, into, isCloning } = this.#plan;
    const source = join(from, file.path);
    const target = join(into, file.path);
    const isClone = isCloning && file.cutAt === undefined && file.upTo === undefined;
    if (isClone)
      copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    // Of a clone the copy is read: what is proved is what is handed over.
    const input = openSync(isClone ? target : source, "r");
    try {
      const output = new SyncedOutput(target, isClone ? "r+" : "wx", this.#syncs);
      try {
        await this.#pieces(file, input, isClone ? undefined : output);
      } finally {
        output.close(ended(this.#plan));
      }
    } finally {
      closeSync(input);
    }
  }

  async #pieces(file: CopiedFile, input: number, output?: SyncedOutput): Promise<void> {
    const { path, sha256, cutAt = Number.MAX_SAFE_INTEGER, upTo = Number.MAX_SAFE_INTEGER } = file;
    const hash = createHash("sha256");
    const piece = this.#piece;
    let at = 0;
    for (;;) {
      // Never a silent end: what is behind this point of the file is neither copied nor proved.
      if (ended(this.#plan)) throw stopped();
      const length = readSync(input, piece, 0, Math.min(piece.length, upTo - at), at);
      if (length === 0) break;
      // Written first: the mask changes the piece.
      const taken = Math.max(0, Math.min(length, cutAt - at));
      output?.write(piece, taken, at);
      maskPiece(file, piece.subarray(0, length), at);
      hash.update(piece.subarray(0, length));
      at += length;
      Atomics.add(this.#plan.bytes, 0, BigInt(taken));
      if (performance.now() - this.#since >= PATIENCE) {
        await new Promise((resolve) => setImmediate(resolve));
        this.#since = performance.now();
      }
    }
    if (at !== Math.min(upTo, file.bytes))
      throw new BackupError("damaged-backup", {
        detail: `${path} has ${at} bytes, but ${file.bytes} were written`,
        file: path,
      });
    if (sha256 !== undefined && hash.digest("hex") !== sha256)
      throw new BackupError("damaged-backup", {
        detail: `${path} is not what was written (SHA-256 differs)`,
        file: path,
      });
  }
}

function maskPiece({ mask }: CopiedFile, piece: Buffer, at: number): void {
  if (!mask) return;
  const from = Math.max(0, mask.from - at);
  const to = Math.min(piece.length, mask.from + mask.length - at);
  if (from < to) piece.fill(0, from, to);
}
