/** Left-overs of a run that died: finished where all was there, removed where not. */
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { NEOSTORE } from "../store/neostore.ts";
import { OWN_MANIFEST } from "../store/store-files.ts";
import { exists, io, isMissing, removeTree, WRITE_PREFIX } from "./durable.ts";
import { LOCK_NAME } from "./lock.ts";
import { INCOMING, moveUp, PUBLISH_LIST, STAGING } from "./target.ts";

/** A process that is taking the lock makes and removes its files at once; older ones are left over. */
const STALE_LOCK_FILE_MILLIS = 60_000;

/** Files that every kind of run may leave, and that the next one has no use for. */
async function removeLeftOver(directory: string): Promise<void> {
  for (const name of await io(directory, () => readdir(directory))) {
    const path = join(directory, name);
    const isStale = async () => {
      const found = await stat(path).catch(() => undefined);
      return found !== undefined && Date.now() - found.mtimeMs > STALE_LOCK_FILE_MILLIS;
    };
    if (
      name === INCOMING ||
      name.startsWith(WRITE_PREFIX) ||
      (name.startsWith(`${LOCK_NAME}-`) && (await isStale()))
    )
      await io(directory, () => rm(path, { force: true }));
  }
}

/** The names that were to be moved up; undefined when the staging directory was not whole. */
async function publishListOf(staging: string): Promise<string[] | undefined> {
  try {
    return JSON.parse(await readFile(join(staging, PUBLISH_LIST), "utf8")) as string[];
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * @param directory locked
 * @param discard a full backup is asked for: one that was not wholly published is removed, not finished
 * @returns what was done, as a sentence; undefined when there was nothing to do
 */
export async function finishInterrupted(
  directory: string,
  discard = false,
): Promise<string | undefined> {
  await removeLeftOver(directory);
  const staging = join(directory, STAGING);
  if (!(await exists(staging))) return undefined;
  const isPublished = await exists(join(directory, NEOSTORE));
  const names = await publishListOf(staging);
  if (names && (isPublished || !discard)) {
    await moveUp(directory, names);
    return "an earlier run had been interrupted while it published; it was finished";
  }
  if (!isPublished) {
    for (const name of names ?? []) await removeTree(join(directory, basename(name)));
    await io(directory, () => rm(join(directory, OWN_MANIFEST), { force: true }));
  }
  await removeTree(staging);
  return isPublished ? undefined : "an earlier run had been interrupted; what it left was removed";
}
