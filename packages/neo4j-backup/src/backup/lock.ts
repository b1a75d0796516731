/** One writer a directory: an exclusive lock file of our own that outlives no process. */
import { randomBytes } from "node:crypto";
import { link, open, readFile, stat, unlink, utimes, writeFile } from "node:fs/promises";
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

/** Only one at a time may clear a lock away: reading it and removing it are two steps. */
const CLEARING_MILLIS = 2_000;

async function takeOver(path: string, seen: string): Promise<void> {
  const clearing = `${path}-clearing`;
  try {
    await (await open(clearing, "wx")).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const since = await stat(clearing).catch(() => undefined);
    if (since && Date.now() - since.mtimeMs > CLEARING_MILLIS)
      await unlink(clearing).catch(() => undefined);
    else await new Promise((resolve) => setTimeout(resolve, 10));
    return;
  }
  try {
    const now = await readFile(path, "utf8").catch(() => undefined);
    if (now === seen) await unlink(path);
  } finally {
    await unlink(clearing).catch(() => undefined);
  }
}

/** The lock file appears whole, or not at all. @returns false when there is one */
async function create(path: string, text: string, nonce: string): Promise<boolean> {
  const own = `${path}-${nonce}`;
  try {
    await writeFile(own, text, { flag: "wx", mode: 0o644 });
    await link(own, path).catch(async (error: NodeJS.ErrnoException) => {
      // A file system without hard links.
      if (error.code === "EEXIST") throw error;
      await writeFile(path, text, { flag: "wx", mode: 0o644 });
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(own).catch(() => undefined);
  }
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
      if (await create(path, text, owner.nonce)) break;
      const seen = await readFile(path, "utf8").catch((error) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (seen === undefined) continue;
      if (attempt > 500 || (await isHeld(path, seen)))
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
