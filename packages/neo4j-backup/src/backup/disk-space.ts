/** Watches free space and free inodes while bytes arrive, so that a full disk ends a run cleanly. */
import { statfs } from "node:fs/promises";
import { BackupError } from "../catalogue/errors.ts";
import { asBackupError } from "./durable.ts";

/** Left free for others, and for our own small files. */
export const RESERVE_BYTES = 16 * 1024 * 1024;
const RESERVE_INODES = 16;
const CHECK_EVERY_BYTES = 16 * 1024 * 1024;
const CHECK_EVERY_FILES = 256;

export interface FreeSpace {
  freeBytes: number;
  totalBytes: number;
  /** Undefined where the file system does not count them. */
  freeInodes: number | undefined;
}

export async function freeSpace(directory: string): Promise<FreeSpace> {
  try {
    const s = await statfs(directory);
    return {
      freeBytes: s.bavail * s.bsize,
      totalBytes: s.blocks * s.bsize,
      freeInodes: s.files > 0 ? s.ffree : undefined,
    };
  } catch (error) {
    throw asBackupError(error, directory);
  }
}

/** @throws BackupError no-space when so many bytes would not leave what must stay free */
export async function requireSpace(directory: string, bytes: number): Promise<void> {
  const { freeBytes } = await freeSpace(directory);
  if (freeBytes < bytes + RESERVE_BYTES)
    throw new BackupError("no-space", {
      detail: `${bytes} bytes are needed in ${directory}, ${freeBytes} are free`,
    });
}

export class SpaceWatch {
  readonly #directory: string;
  #bytes = 0;
  #files = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @throws BackupError no-space */
  async check(): Promise<void> {
    this.#bytes = 0;
    this.#files = 0;
    const { freeBytes, freeInodes } = await freeSpace(this.#directory);
    if (freeBytes < RESERVE_BYTES)
      throw new BackupError("no-space", {
        detail: `${freeBytes} bytes are free in ${this.#directory}, at least ${RESERVE_BYTES} must stay free`,
      });
    if (freeInodes !== undefined && freeInodes < RESERVE_INODES)
      throw new BackupError("no-space", {
        detail: `${freeInodes} inodes are free in ${this.#directory}, at least ${RESERVE_INODES} must stay free`,
      });
  }

  wrote(bytes: number): Promise<void> | undefined {
    this.#bytes += bytes;
    return this.#bytes >= CHECK_EVERY_BYTES ? this.check() : undefined;
  }

  created(): Promise<void> | undefined {
    return ++this.#files >= CHECK_EVERY_FILES ? this.check() : undefined;
  }
}
