/** The committed sample database: a gzipped tar archive of a small backup directory. */
import { existsSync } from "node:fs";
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { safePath } from "../protocol/file-names.ts";
import { NEOSTORE } from "../store/neostore.ts";

const ARCHIVE = "sample/shop.tar.gz";
const TAR_BLOCK = 512;
/** Where a tar header keeps the name, the size in octal, and the type. */
const NAME = { at: 0, bytes: 100 };
const SIZE = { at: 124, bytes: 12 };
const TYPE_AT = 156;
const REGULAR_FILE = "0";

function archivePath(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // The sources lie two directories below the package, its bundle one.
  const found = [join(here, "../..", ARCHIVE), join(here, "..", ARCHIVE)].find(existsSync);
  if (!found) throw new Error(`${ARCHIVE} is missing from the package`);
  return found;
}

/** The regular files of a tar archive by their paths. */
export function untar(tar: Buffer): Map<string, Buffer> {
  const text = (at: number, bytes: number): string =>
    tar.toString("utf8", at, at + bytes).replace(/[\0 ].*$/s, "");
  const files = new Map<string, Buffer>();
  for (let at = 0; at + TAR_BLOCK <= tar.length; ) {
    const name = text(at + NAME.at, NAME.bytes);
    if (name === "") break;
    const size = Number.parseInt(text(at + SIZE.at, SIZE.bytes), 8);
    const from = at + TAR_BLOCK;
    if (text(at + TYPE_AT, 1) === REGULAR_FILE)
      files.set(safePath(name), tar.subarray(from, from + size));
    at = from + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
  return files;
}

/** Files of the sample database by their paths. */
export const readSample = async (): Promise<Map<string, Buffer>> =>
  untar(gunzipSync(await readFile(archivePath())));

/** Writes files, durably and `neostore` last: where it is, all are. */
export async function writeFiles(directory: string, files: Map<string, Buffer>): Promise<void> {
  const paths = [...files.keys()].filter((path) => path !== NEOSTORE);
  for (const path of [...paths, NEOSTORE]) {
    const bytes = files.get(path);
    if (!bytes) continue;
    await mkdir(dirname(join(directory, path)), { recursive: true });
    const handle = await open(join(directory, path), "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}
