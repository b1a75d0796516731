/** One writer a directory: an exclusive lock file of our own that outlives no process. */
import { randomBytes } from "node:crypto";
import { link, open, readFile, rename, stat, unlink, utimes } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { OWN_PREFIX } from "../store/store-files.ts";
import { asBackupError, isMissing } from "./durable.ts";

export const LOCK_NAME = `${OWN_PREFIX}lock`;
const HEARTBEAT_MILLIS = 10_000;
/** A lock of another host counts as left behind after this long without a heartbeat. */
const STALE_MILLIS = 60_000;

interface Owner {
  host: string;
  pid: number;
  /** When the process started, in the kernel's ticks: a pid alone may have been given again. */
  started: string;
  nonce: string;
}

async function startOf(pid: number): Promise<string> {
  try {
    const text = await readFile(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function isHeld(path: string, text: string): Promise<boolean> {
  let owner: Partial<Owner>;
  try {
    owner = JSON.parse(text) as Partial<Owner>;
  } catch {
    owner = {};
  }
  if (owner.host === hostname() && typeof owner.pid === "number")
    return isAlive(owner.pid) && (await startOf(owner.pid)) === owner.started;
  try {
    return Date.now() - (await stat(path)).mtimeMs < STALE_MILLIS;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function takeOver(path: string, seen: string): Promise<void> {
  const aside = `${path}.stale-${randomBytes(6).toString("hex")}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if ((await readFile(aside, "utf8")) !== seen) {
    // Somebody else took the stale lock over meanwhile: give theirs back.
    await link(aside, path).catch(() => undefined);
    await unlink(aside);
    throw new BackupError("locked", { detail: path });
  }
  await unlink(aside);
}

export interface Lock {
  /** The directory was renamed, with the lock in it. */
  moved(directory: string): void;
  release(): Promise<void>;
}

/**
 * @param directory must exist
 * @throws BackupError locked, not-writable
 */
export async function lockDirectory(directory: string): Promise<Lock> {
  let path = join(directory, LOCK_NAME);
  const owner: Owner = {
    host: hostname(),
    pid: process.pid,
    started: await startOf(process.pid),
    nonce: randomBytes(8).toString("hex"),
  };
  const text = JSON.stringify(owner);
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        const handle = await open(path, "wx", 0o644);
        await handle.writeFile(text);
        await handle.close();
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
      const seen = await readFile(path, "utf8").catch((error) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (seen === undefined) continue;
      if (attempt > 20 || (await isHeld(path, seen)))
        throw new BackupError("locked", { detail: `${path} is held by ${describe(seen)}` });
      await takeOver(path, seen);
    }
  } catch (error) {
    throw asBackupError(error, directory);
  }
  const beat = setInterval(() => {
    const now = new Date();
    utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MILLIS);
  beat.unref();
  return {
    moved: (to) => {
      path = join(to, LOCK_NAME);
    },
    release: async () => {
      clearInterval(beat);
      // Somebody may have taken it over, if this process was stopped for long.
      const mine = await readFile(path, "utf8").catch(() => undefined);
      if (mine === text) await unlink(path).catch(() => undefined);
    },
  };
}

function describe(text: string): string {
  try {
    const { host, pid } = JSON.parse(text) as Owner;
    return `process ${pid} on ${host}`;
  } catch {
    return "an unknown process";
  }
}
