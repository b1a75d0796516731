import fs from "node:fs/promises";
import path from "node:path";
import { scratchOwner } from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { isActive, runById } from "../runs/index.ts";
import { removeTree } from "./delete-set.ts";

const RUN_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Removes the scratch directories that runs which are over have left in sets. @returns their paths */
export async function clearScratch(ctx: Context): Promise<string[]> {
  const cleared: string[] = [];
  for (const database of await directoriesIn(ctx.storageRoot))
    for (const set of await directoriesIn(database))
      for (const inner of await directoriesIn(set)) {
        const owner = scratchOwner(path.basename(inner));
        if (owner === null || !RUN_ID.test(owner)) continue;
        const run = await runById(ctx, owner);
        if (run && isActive(run.state)) continue;
        await removeTree(inner);
        cleared.push(inner);
      }
  return cleared;
}

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await fs.readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(directory, entry.name));
}
