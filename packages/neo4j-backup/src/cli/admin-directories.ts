/** The directories of `holdfast-admin backup`: NAME, NAME.temp.N while it is made, NAME.err.N once it is replaced. */
import { mkdir, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BackupError } from "../catalogue/index.ts";
import { finishSwap, lookAt, replaceBackup } from "../index.ts";

const MAX_NUMBER = 999;

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** The first number that is not taken. */
async function free(
  target: string,
  word: "temp" | "err",
  isTaken: (path: string) => Promise<boolean>,
): Promise<string> {
  for (let n = 0; n <= MAX_NUMBER; n++) {
    const path = `${target}.${word}.${n}`;
    if (!(await isTaken(path))) return path;
  }
  throw new BackupError("not-replaceable", {
    detail: `${target}.${word}.0 to .${MAX_NUMBER} are all taken`,
  });
}

/** Where the full backup is made that is to replace another. What an interrupted run left there is used again. */
export async function temporaryFor(target: string): Promise<string> {
  const path = await free(target, "temp", async (one) => (await lookAt(one)) === "backup");
  await mkdir(path, { recursive: true });
  return path;
}

/**
 * The new backup takes the old one's place, which is kept.
 * @returns where the old one lies now
 */
export async function replaceBy(target: string, temporary: string): Promise<string> {
  const kept = await free(target, "err", isThere);
  await replaceBackup(target, temporary, kept);
  return kept;
}

/**
 * A run that was killed between its two renames left nothing under the name, and a whole backup beside it.
 * @returns what took its place; undefined when there was nothing to do
 */
export async function finishReplacement(target: string): Promise<string | undefined> {
  const pattern = `${basename(target)}.temp.`;
  for (const name of await readdir(dirname(target))) {
    const path = join(dirname(target), name);
    if (name.startsWith(pattern) && (await finishSwap(target, path))) return path;
  }
  return undefined;
}
