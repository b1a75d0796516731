import { finishRestore } from "neo4j-backup";
import type { Context } from "../context.ts";
import { log, messageOf } from "../log.ts";
import { restoreDirectory } from "../restore/index.ts";

/**
 * After a restore whose worker was lost: one that was being published is finished, and what had not come that far is
 * taken away. What lies in the directory under other names is the user's: it stays.
 * @returns the whole path, when the restored store is there
 */
export async function finishOrClearRestore(
  ctx: Context,
  directory: string,
): Promise<string | null> {
  const target = restoreDirectory(ctx, directory);
  try {
    const found = await finishRestore(target);
    log.info("restore-settled", { target, found });
    return found === "restored" ? target : null;
  } catch (thrown) {
    log.warn("restore-not-settled", { target, message: messageOf(thrown) });
    return null;
  }
}
