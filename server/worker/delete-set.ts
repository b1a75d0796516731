import fs from "node:fs";
import path from "node:path";
import {
  DOOMED_PREFIX,
  doomedDirectory,
  forgetSet,
  type SetDto,
  setById,
  type TakenOut,
  takeOutSet,
} from "../backup-sets/index.ts";
import type { Context } from "../context.ts";
import { databasesBeingRemoved, forgetDatabase, removedDatabase } from "../databases/index.ts";
import type { Tx } from "../db/index.ts";

const DATABASE_PREFIX = `${DOOMED_PREFIX}database-`;

/**
 * Deletes a set: first its directory gets a name that says so, then the row goes, then the files. Cut short
 * anywhere, `finishDeletions` ends it.
 * @param mayGo asked in the transaction that begins the deletion
 * @returns why it stays, and then nothing was done; null when it is gone
 */
export async function deleteSet(
  ctx: Context,
  set: Pick<SetDto, "id" | "directory">,
  mayGo?: (tx: Tx) => Promise<TakenOut>,
): Promise<TakenOut> {
  const doomed = doomedDirectory(set.directory);
  const putAway = async (): Promise<void> => {
    if (!fs.existsSync(set.directory)) return; // its name was changed before, by a worker that then died
    await removeTree(doomed);
    await renameIfThere(set.directory, doomed);
  };
  const objection = await takeOutSet(ctx, set.id, putAway, mayGo);
  if (objection === null) await removeTree(doomed);
  else await putBack(set);
  return objection;
}

/** A set that stays gets its name back, where a worker that died had changed it. */
async function putBack(set: Pick<SetDto, "directory">): Promise<void> {
  const doomed = doomedDirectory(set.directory);
  if (!fs.existsSync(set.directory)) await renameIfThere(doomed, set.directory);
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
      if (await endDeletion(ctx, path.join(directory, inner))) finished.push(inner);
    }
  }
  return finished;
}

/** @returns false when the set stays after all, since it is held or pinned by now */
async function endDeletion(ctx: Context, doomed: string): Promise<boolean> {
  const id = path.basename(doomed).slice(DOOMED_PREFIX.length);
  const set = await setById(ctx, id);
  if (set?.hold || set?.pinned) {
    await putBack(set);
    return false;
  }
  await forgetSet(ctx, id);
  await removeTree(doomed);
  return true;
}

async function directoriesIn(directory: string): Promise<string[]> {
  const entries = await fs.promises.readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await fs.promises.rename(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "ENOENT") throw thrown;
  }
}

/** Removes a directory and all in it; nothing there is fine. */
export const removeTree = (directory: string): Promise<void> =>
  fs.promises.rm(directory, { recursive: true, force: true, maxRetries: 3 });
