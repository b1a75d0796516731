/** Where a backup that is to be read lies: a directory of store files, or a set of the console. */
import { basename, dirname, join, resolve } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { NEOSTORE } from "../store/neostore.ts";
import { OWN_MANIFEST } from "../store/store-files.ts";
import { exists } from "./durable.ts";

const SET_STORE = "store";
const SET_MANIFEST = "manifest.json";

export interface Located {
  directory: string;
  /** Undefined: inside the directory, if there is one at all. */
  manifestPath: string | undefined;
}

/**
 * @param path a backup directory, a set of the console, or a set's `store` directory
 * @param manifestPath when the caller knows better
 * @throws BackupError no-backup
 */
export async function locate(path: string, manifestPath?: string): Promise<Located> {
  const directory = resolve(path);
  if (await exists(join(directory, NEOSTORE))) {
    if (manifestPath !== undefined || (await exists(join(directory, OWN_MANIFEST))))
      return { directory, manifestPath };
    const beside = join(dirname(directory), SET_MANIFEST);
    const isSet = basename(directory) === SET_STORE && (await exists(beside));
    return { directory, manifestPath: isSet ? beside : undefined };
  }
  const inside = join(directory, SET_STORE);
  if (await exists(join(inside, NEOSTORE))) return locate(inside, manifestPath);
  throw new BackupError("no-backup", { detail: path });
}
