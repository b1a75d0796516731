import fs from "node:fs/promises";
import path from "node:path";
import type { Context } from "../context.ts";
import { messageOf } from "../log.ts";
import { directoryName } from "./schema.ts";

/** What the engine leaves behind when it is cut short; it takes it away itself when it comes back. */
const ENGINES_OWN = /^\.holdfast-/;

/** The directory of a restore. The name is one that `directoryName` let through. */
export const restoreDirectory = (ctx: Context, name: string): string =>
  path.join(ctx.restoreRoot, directoryName.parse(name));

/**
 * Why a restore may not go into the directory of that name, one that `directoryName` let through; null when it may. Links are followed first: what counts
 * is where the bytes would lie.
 */
export async function directoryProblem(ctx: Context, name: string): Promise<string | null> {
  const [root, backups] = await Promise.all([
    whereItIs(ctx.restoreRoot),
    whereItIs(ctx.storageRoot),
  ]);
  const target = path.join(root, directoryName.parse(name));
  if (isWithin(root, backups))
    return `the directory for restores, ${root}, lies among the backups in ${backups}: set another one`;
  if (isWithin(backups, target)) return `${target} holds the backups`;
  return await contentProblem(target);
}

async function contentProblem(target: string): Promise<string | null> {
  try {
    const found = await fs.lstat(target);
    if (found.isSymbolicLink()) return `${target} is a link to somewhere else`;
    if (!found.isDirectory()) return `${target} is a file`;
    const names = await fs.readdir(target);
    return names.every((one) => ENGINES_OWN.test(one))
      ? null
      : `${target} is not empty: a restore never goes into a directory with something in it`;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return null;
    return `${target} cannot be looked at: ${messageOf(thrown)}`;
  }
}

/** The first of `name`, `name-2`, `name-3`, ... that a restore may go into. */
export async function freeDirectory(ctx: Context, name: string): Promise<string> {
  const root = await whereItIs(ctx.restoreRoot);
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}-${count}`;
    if ((await contentProblem(path.join(/* turbopackIgnore: true */ root, candidate))) === null)
      return candidate;
  }
}

const isWithin = (inner: string, outer: string): boolean => {
  const way = path.relative(outer, inner);
  return way === "" || !(way === ".." || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
};

/** The path with its links followed, as far down as it exists. */
async function whereItIs(directory: string): Promise<string> {
  try {
    return await fs.realpath(directory);
  } catch {
    const parent = path.dirname(directory);
    if (parent === directory) return directory;
    return path.join(/* turbopackIgnore: true */ await whereItIs(parent), path.basename(directory));
  }
}
