/** What a target directory is, before anything is done to it. */
import { access, constants, readdir, rename, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { NEOSTORE } from "../store/neostore.ts";
import { isOwnFile, OWN_PREFIX } from "../store/store-files.ts";
import { asBackupError, exists, io, isAbsent, removeTree, syncDirectory } from "./durable.ts";

/** A full backup is gathered here, inside the target, until it is whole. */
export const STAGING = `${OWN_PREFIX}staging`;
/** Inside the staging directory: written when all is there, before the first file is moved up. */
export const PUBLISH_LIST = `${OWN_PREFIX}publish.json`;
/** New transactions arrive here, inside the target, until they are whole. */
export const INCOMING = `${OWN_PREFIX}incoming`;

export type TargetKind = "missing" | "empty" | "backup" | "foreign" | "interrupted";

/** @throws BackupError not-a-backup when it is a file, not-writable, io-failure */
export async function lookAt(directory: string): Promise<TargetKind> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "missing";
    if ((error as NodeJS.ErrnoException).code === "ENOTDIR")
      throw new BackupError("not-a-backup", { detail: `${directory} is a file` });
    throw asBackupError(error, directory);
  }
  if (names.includes(NEOSTORE)) return "backup";
  if (names.includes(STAGING)) return "interrupted";
  return names.every(isOwnFile) ? "empty" : "foreign";
}

/** Beside the target: where a full backup that will replace it is made. */
export const replacementOf = (directory: string): string =>
  join(dirname(resolve(directory)), `${basename(resolve(directory))}.holdfast-new`);

/** Where a replaced backup goes: a name that is not taken. */
export async function previousOf(directory: string, at: Date): Promise<string> {
  const name = `${resolve(directory)}.previous-${at.toISOString().replace(/[-:]|\.\d+/g, "")}`;
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name}-${n}`;
    if (!(await exists(free))) return free;
  }
}

/** @throws BackupError not-replaceable when two renames in the parent could not swap it */
export async function assertReplaceable(directory: string): Promise<void> {
  const target = resolve(directory);
  const parent = dirname(target);
  try {
    if ((await stat(target)).dev !== (await stat(parent)).dev)
      throw new BackupError("not-replaceable", { detail: `${target} is a mount point` });
    await access(parent, constants.W_OK);
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw new BackupError("not-replaceable", { detail: `${parent} is not writable`, cause: error });
  }
}

/**
 * A swap that was cut between its two renames is finished.
 * @param replacement where the new backup was made
 * @returns true when it was
 */
export async function finishSwap(
  directory: string,
  replacement = replacementOf(directory),
): Promise<boolean> {
  if (await exists(directory)) return false;
  if (!(await exists(join(replacement, NEOSTORE)))) return false;
  await rename(replacement, resolve(directory));
  await syncDirectory(dirname(resolve(directory)));
  return true;
}

/**
 * The replacement takes a backup's place by two renames. Durable once the parent directory is synced.
 * @param previous where the old one goes, a name that is not taken
 */
export async function swap(target: string, replacement: string, previous: string): Promise<void> {
  await io(target, () => rename(target, previous));
  try {
    await io(target, () => rename(replacement, target));
  } catch (error) {
    await rename(previous, target).catch(() => undefined);
    throw error;
  }
}

/** The same, durable when it returns: for a caller that holds no lock in either directory. */
export async function replaceBackup(
  target: string,
  replacement: string,
  previous: string,
): Promise<void> {
  await swap(target, replacement, previous);
  await syncDirectory(dirname(resolve(target)));
}

/** Moves staged files up, `neostore` last. Safe to repeat after a crash. */
export async function moveUp(directory: string, names: readonly string[]): Promise<void> {
  const staging = join(directory, STAGING);
  for (const name of [...names.filter((n) => n !== NEOSTORE), NEOSTORE]) {
    if (name === NEOSTORE) await syncDirectory(directory);
    try {
      await rename(join(staging, name), join(directory, name));
    } catch (error) {
      // Moved up before a crash already; anything else must stop here, while `neostore` is not there.
      const isMoved = isAbsent(error) && (await exists(join(directory, name)));
      if (!isMoved) throw asBackupError(error, name);
    }
  }
  await syncDirectory(directory);
  await removeTree(staging);
  await syncDirectory(directory);
}
