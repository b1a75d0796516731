import fs from "node:fs/promises";
import path from "node:path";
import { type SetDto, storeOf } from "../backup-sets/index.ts";
import { messageOf } from "../log.ts";
import { ConsoleFailure } from "./failures.ts";
import { readme } from "./readme.ts";

export { indexOf, manifestOf, storeOf } from "../backup-sets/index.ts";

/** Makes the directory of a new set. */
export async function makeSetDirectory(set: SetDto): Promise<void> {
  try {
    await fs.mkdir(set.directory, { recursive: true });
  } catch (thrown) {
    throw new ConsoleFailure("storage-missing", messageOf(thrown));
  }
}

/** Says in the set's directory how to restore it without Holdfast. */
export async function writeReadme(
  set: SetDto,
  facts: { databaseName: string; storeFamily: string; storeVersion: string },
): Promise<void> {
  await fs.writeFile(
    path.join(set.directory, "README.txt"),
    readme({ setId: set.id, startedAt: set.startedAt, ...facts }),
  );
}

/** @throws ConsoleFailure when the set's directory cannot be found. */
export async function requireSetDirectory(set: SetDto, storageRoot: string): Promise<void> {
  if (!(await exists(storageRoot)))
    throw new ConsoleFailure("storage-missing", `${storageRoot} is not there`);
  if (!(await exists(storeOf(set))))
    throw new ConsoleFailure("set-missing", `${storeOf(set)} is not there`);
}

export const exists = (target: string): Promise<boolean> =>
  fs.access(target).then(
    () => true,
    () => false,
  );
