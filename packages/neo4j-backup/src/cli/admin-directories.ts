/** The directories of `holdfast-admin backup`: NAME, NAME.temp.N while it is made, NAME.err.N once it is replaced. */
import { mkdir, open, readdir, rename, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BackupError } from "../catalogue/index.ts";

/** A directory counts as a backup when it holds this file, which is published last. */
const NEOSTORE = "neostore";
const MAX_NUMBER = 999;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

export const isBackup = (directory: string): Promise<boolean> => isThere(join(directory, NEOSTORE));

/** Undefined when it does not exist or is empty. @throws BackupError not-a-backup when it is a file */
export async function contentOf(directory: string): Promise<"backup" | "other" | undefined> {
  const found = await stat(directory).catch(() => undefined);
  if (!found) return undefined;
  if (!found.isDirectory())
    throw new BackupError("not-a-backup", { detail: `${directory} is a file` });
  if (await isBackup(directory)) return "backup";
  return (await readdir(directory)).some((name) => !name.startsWith(".holdfast-"))
    ? "other"
    : undefined;
}

/** The first number whose directory does not hold a backup. */
async function free(target: string, word: "temp" | "err"): Promise<string> {
  for (let n = 0; n <= MAX_NUMBER; n++) {
    const path = `${target}.${word}.${n}`;
    if (word === "err" ? !(await isThere(path)) : !(await isBackup(path))) return path;
  }
  throw new BackupError("not-replaceable", {
    detail: `${target}.${word}.0 to .${MAX_NUMBER} are all taken`,
  });
}

/** Where the full backup is made that is to replace another. What an interrupted run left there is used again. */
export async function temporaryFor(target: string): Promise<string> {
  const path = await free(target, "temp");
  await mkdir(path, { recursive: true });
  return path;
}

/**
 * The new backup takes the old one's place, which is kept.
 * @returns where the old one lies now
 */
export async function replaceBy(target: string, temporary: string): Promise<string> {
  const kept = await free(target, "err");
  await rename(target, kept);
  try {
    await rename(temporary, target);
  } catch (error) {
    await rename(kept, target);
    throw error;
  }
  await syncDirectory(dirname(target));
  return kept;
}

/**
 * A run that was killed between its two renames left nothing under the name, and a whole backup beside it.
 * @returns what took its place; undefined when there was nothing to do
 */
export async function finishReplacement(target: string): Promise<string | undefined> {
  if (await isThere(target)) return undefined;
  const pattern = `${basename(target)}.temp.`;
  for (const name of await readdir(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(pattern) || !(await isBackup(path))) continue;
    await rename(path, target);
    await syncDirectory(dirname(target));
    return path;
  }
  return undefined;
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
