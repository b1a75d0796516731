/** Whether a running Neo4j has opened a backup directory: then it changes under our hands. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { isMissing } from "./durable.ts";

/** Neo4j holds a POSIX lock on this file of each directory that it has opened. */
const STORE_LOCK = "store_lock";
/** The kernel's list: `1: POSIX  ADVISORY  WRITE 11222 fe:00:9978123 0 EOF`. */
const LOCKS = "/proc/locks";
const LOCK_LINE = /^\d+: POSIX\s+\S+\s+\S+\s+(\d+) ([0-9a-f]+):([0-9a-f]+):(\d+) /;

const majorOf = (device: bigint): bigint =>
  ((device >> 8n) & 0xfffn) | ((device >> 32n) & 0xfffff000n);
const minorOf = (device: bigint): bigint => (device & 0xffn) | ((device >> 12n) & 0xffffff00n);

/**
 * The process that holds a lock on a file. Node cannot ask for POSIX locks itself, so this is known
 * on Linux only, and only of processes of this machine and container.
 */
async function holderOf(path: string): Promise<number | undefined> {
  let lines: string[];
  try {
    lines = (await readFile(LOCKS, "utf8")).split("\n");
  } catch {
    return undefined;
  }
  const { dev, ino } = await stat(path, { bigint: true });
  const major = majorOf(dev);
  const minor = minorOf(dev);
  for (const line of lines) {
    const [, pid, foundMajor, foundMinor, inode] = LOCK_LINE.exec(line) ?? [];
    if (
      pid !== undefined &&
      inode === `${ino}` &&
      BigInt(`0x${foundMajor}`) === major &&
      BigInt(`0x${foundMinor}`) === minor
    )
      return Number(pid);
  }
  return undefined;
}

/** @throws BackupError locked */
export async function assertNotOpen(directory: string): Promise<void> {
  let pid: number | undefined;
  try {
    pid = await holderOf(join(directory, STORE_LOCK));
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  if (pid !== undefined)
    throw new BackupError("locked", {
      detail: `process ${pid}, a Neo4j or its backup tool, has opened ${directory}`,
    });
}
