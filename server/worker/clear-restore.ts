import fs from "node:fs/promises";
import path from "node:path";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { restoreDirectory } from "../restore/index.ts";

/** What the engine gathers a restore in until it is whole. */
const ENGINES_OWN = ".holdfast-";

/**
 * After a restore whose worker was lost: takes away what had not been published. What lies in the directory under
 * names of the store was published, or is the user's: it stays.
 */
export async function clearUnfinishedRestore(ctx: Context, directory: string): Promise<void> {
  const target = restoreDirectory(ctx, directory);
  const names = await fs.readdir(target).catch(() => []);
  if (names.length === 0) return;
  if (names.some((name) => !name.startsWith(ENGINES_OWN))) {
    log.warn("restore-not-cleared", { target });
    return;
  }
  try {
    for (const name of names)
      await fs.rm(path.join(target, name), { recursive: true, force: true });
    await fs.rmdir(target);
  } catch (thrown) {
    log.warn("restore-not-cleared", { target, message: messageOf(thrown) });
  }
}
