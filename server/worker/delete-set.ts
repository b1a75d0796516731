import fs from "node:fs/promises";
import path from "node:path";
import {
  DOOMED_PREFIX,
  doomedDirectory,
  forgetSet,
  type SetDto,
  takeOutSet,
} from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { databasesBeingRemoved, forgetDatabase, removedDatabase } from "../databases/index.ts";

const DATABASE_PREFIX = `${DOOMED_PREFIX}database-`;

/**
 * Deletes a set: first its directory gets a name that says so, then the row goes, then the files. Cut short
 * anywhere, `finishDeletions` ends it.
 * @returns false when a restore is reading the set; then nothing was done.
 */
export async function deleteSet(ctx: Context, set: SetDto): Promise<boolean> {
  const doomed = doomedDirectory(set.directory);
  await removeTree(doomed);
  const isOut = await takeOutSet(ctx, set.id, () => renameIfThere(set.directory, doomed));
  if (isOut) await removeTree(doomed);
  return isOut;
}

/** Deletes the backups of a database that was removed, in the same order. */
export async function deleteDatabaseFiles(ctx: Context, databaseId: string): Promise<void> {
  const database = await removedDatabase(ctx, databaseId);
  if (!database) return;
  const doomed = path.join(ctx.storageRoot, `${DATABASE_PREFIX}${databaseId}`);
  await removeTree(doomed);
  await renameIfThere(database.storageDirectory, doomed);
  await forgetDatabase(ctx, databaseId);
  await removeTree(doomed);
}

/** Ends the deletions that a worker which died had begun. */
export async function finishDeletions(ctx: Context): Promise<string[]> {
  const finished: string[] = [];
  for (const id of await databasesBeingRemoved(ctx)) {
    await deleteDatabaseFiles(ctx, id);
    finished.push(id);
  }
  for (const name of await directoriesIn(ctx.storageRoot)) {
    const directory = path.join(ctx.storageRoot, name);
    if (name.startsWith(DATABASE_PREFIX)) {
      await forgetDatabase(ctx, name.slice(DATABASE_PREFIX.length));
      await removeTree(directory);
      finished.push(name);
      continue;
    }
    for (const inner of await directoriesIn(directory)) {
      if (!inner.startsWith(DOOMED_PREFIX)) continue;
      await forgetSet(ctx, inner.slice(DOOMED_PREFIX.length));
      await removeTree(path.join(directory, inner));
      finished.push(inner);
    }
  }
  return finished;
}

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await fs.readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await fs.rename(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
  }
}

/** Removes a directory and all in it; nothing there is fine. */
export const removeTree = (directory: string): Promise<void> =>
  fs.rm(directory, { recursive: true, force: true, maxRetries: 3 });
