/** File-system steps that survive a power cut, and the translation of their failures. */
import { mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BackupError, type ErrorCode } from "../catalogue/errors.ts";
import { OWN_PREFIX } from "../store/store-files.ts";

const CODES: Record<string, ErrorCode> = {
  ENOSPC: "no-space",
  EDQUOT: "no-space",
  EMFILE: "io-failure",
  EROFS: "not-writable",
  EACCES: "not-writable",
  EPERM: "not-writable",
};

/** A system error as one of ours; anything else as it is. */
export function asBackupError(error: unknown, what: string): unknown {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  // Node's own ERR_... codes are mistakes in a program, not troubles of a disk.
  if (error instanceof BackupError || typeof code !== "string" || !/^E(?!RR_)[A-Z0-9]+$/.test(code))
    return error;
  return new BackupError(CODES[code] ?? "io-failure", {
    detail: `${what}: ${(error as Error).message}`,
    cause: error,
  });
}

/** Runs `act` and names its system errors. */
export async function io<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw asBackupError(error, what);
  }
}

export const isAbsent = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | undefined)?.code === "ENOENT";

export const isMissing = (error: unknown): boolean => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  return code === "ENOENT" || code === "ENOTDIR";
};

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw asBackupError(error, path);
  }
}

/** Makes a directory's entries durable. */
export const syncDirectory = (path: string): Promise<void> =>
  io(path, async () => {
    const handle = await open(path, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** Small files are written under such a name first; a crash may leave one. */
export const WRITE_PREFIX = `${OWN_PREFIX}write-`;

/** Makes a file that is written durable. */
export async function syncFile(path: string): Promise<void> {
  await io(path, async () => {
    const handle = await open(path, "r+");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

/** Writes a small file so that it is there whole or not at all. */
export const writeWhole = (path: string, content: string | Buffer): Promise<void> =>
  io(path, async () => {
    const temporary = join(dirname(path), `${WRITE_PREFIX}${process.pid}`);
    try {
      const handle = await open(temporary, "w");
      try {
        await handle.writeFile(content);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    await syncDirectory(dirname(path));
  });

/** Overwrites bytes inside a file, durably. */
export const overwrite = (path: string, offset: number, bytes: Buffer): Promise<void> =>
  io(path, async () => {
    const handle = await open(path, "r+");
    try {
      await handle.write(bytes, 0, bytes.length, offset);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** Cuts a file, durably. */
export const truncateTo = (path: string, bytes: number): Promise<void> =>
  io(path, async () => {
    const handle = await open(path, "r+");
    try {
      await handle.truncate(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });

/** The first bytes of a file, fewer when it is shorter. */
export const readHead = (path: string, bytes: number): Promise<Buffer> => readRange(path, 0, bytes);

export const readRange = (path: string, from: number, bytes: number): Promise<Buffer> =>
  io(path, async () => {
    const handle = await open(path, "r");
    try {
      const buffer = Buffer.alloc(bytes);
      let have = 0;
      while (have < bytes) {
        const { bytesRead } = await handle.read(buffer, have, bytes - have, from + have);
        if (bytesRead === 0) break;
        have += bytesRead;
      }
      return buffer.subarray(0, have);
    } finally {
      await handle.close();
    }
  });

const READ_BYTES = 1024 * 1024;

/** A file's bytes in pieces, each valid until the next; `to` is exclusive. */
export async function* readPieces(
  path: string,
  from = 0,
  to = Number.MAX_SAFE_INTEGER,
  signal?: AbortSignal,
): AsyncGenerator<Buffer> {
  const handle = await io(path, () => open(path, "r"));
  try {
    const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
    for (let at = from; at < to; ) {
      if (signal?.aborted) throw new BackupError("cancelled");
      const { bytesRead } = await io(path, () =>
        handle.read(buffer, 0, Math.min(buffer.length, to - at), at),
      );
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      at += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** All regular files below a directory, as sorted relative paths with `/`; links are refused. */
export async function listFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) found.push(path);
      else
        throw new BackupError("damaged-backup", {
          detail: `${path} is neither a file nor a directory`,
          file: path,
        });
    }
  };
  await io(root, () => visit(""));
  return found.sort();
}

/**
 * Makes a directory and its parents. Node's own way hides why it failed: on a read-only or a full file
 * system it says that the directory is not there.
 * @returns the topmost one that was made; undefined when all were there
 */
export async function makeTree(path: string): Promise<string | undefined> {
  try {
    await mkdir(path);
    return path;
  } catch (error) {
    const isThere = () =>
      stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
    if (isAbsent(error) && dirname(path) !== path) {
      const made = await makeTree(dirname(path));
      await mkdir(path).catch(async (second) => {
        if (!(await isThere())) throw second;
      });
      return made ?? path;
    }
    if (await isThere()) return undefined;
    throw error;
  }
}

export const makeDirectory = (path: string): Promise<string | undefined> =>
  io(path, () => makeTree(path));

export const removeTree = (path: string): Promise<void> =>
  io(path, () => rm(path, { recursive: true, force: true }));

/** Removes the directories that a failed run had made, as long as they are empty. */
export async function removeMade(target: string, topmost: string): Promise<void> {
  for (let d = target; d.length >= topmost.length; d = dirname(d)) {
    try {
      await rmdir(d);
    } catch {
      return;
    }
  }
}
