/** Left-overs of a run that died: finished where all was there, removed where not. */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { NEOSTORE } from "../store/neostore.ts";
import { OWN_MANIFEST } from "../store/store-files.ts";
import { exists, io, isMissing, removeTree, WRITE_PREFIX } from "./durable.ts";
import { INCOMING, moveUp, PUBLISH_LIST, STAGING } from "./target.ts";

/**
 * @param directory locked
 * @returns what was done, as a sentence; undefined when there was nothing to do
 */
export async function finishInterrupted(directory: string): Promise<string | undefined> {
  const leftOver = (await io(directory, () => readdir(directory))).filter(
    (name) => name === INCOMING || name.startsWith(WRITE_PREFIX),
  );
  for (const name of leftOver)
    await io(directory, () => rm(join(directory, name), { force: true }));
  const staging = join(directory, STAGING);
  if (!(await exists(staging))) return undefined;
  let names: string[];
  try {
    names = JSON.parse(await readFile(join(staging, PUBLISH_LIST), "utf8")) as string[];
  } catch (error) {
    if (!isMissing(error) && !(error instanceof SyntaxError)) throw error;
    await removeTree(staging);
    if (await exists(join(directory, NEOSTORE))) return undefined;
    await io(directory, () => rm(join(directory, OWN_MANIFEST), { force: true }));
    return "an earlier full backup had been interrupted; what it left was removed";
  }
  await moveUp(directory, names);
  return "an earlier full backup had been interrupted while it was published; it was finished";
}
