/** The indexes of a backup's log files, in a directory of their own: built once, since log files never change. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { INDEX_FORMAT, type IndexMeta } from "../history/index-format.ts";
import { IndexReader } from "../history/index-reader.ts";
import { type IndexFile, IndexWriter } from "../history/index-writer.ts";
import { readEntries } from "../log/entries.ts";
import { io, isMissing, makeDirectory, readPieces, readRange, removeTree } from "./durable.ts";
import { type ManifestLog, mayGrow } from "./manifest.ts";

const META = "index.json";
const FILES = ["rows", "tokens", "postings"] as const satisfies readonly IndexFile[];

/** A file that is added to is indexed anew when it grew; who still reads the index before keeps it. */
const placeOf = (indexDirectory: string, log: ManifestLog): string =>
  join(indexDirectory, mayGrow(log) ? `${log.name}${OPEN}${log.bytes}` : log.name);
const OPEN = ".open-";
const MOST_OPEN = 2;

/** Indexes that the one of this file has made needless. */
async function removeOutgrown(indexDirectory: string, log: ManifestLog): Promise<void> {
  const sizes = (await readdir(indexDirectory))
    .filter((name) => name.startsWith(`${log.name}${OPEN}`))
    .map((name) => Number(name.slice(log.name.length + OPEN.length)))
    .filter(Number.isSafeInteger)
    .sort((a, b) => b - a);
  for (const bytes of sizes.slice(mayGrow(log) ? MOST_OPEN : 0))
    await removeTree(join(indexDirectory, `${log.name}${OPEN}${bytes}`));
}

async function readMeta(place: string, log: ManifestLog): Promise<IndexMeta | undefined> {
  try {
    const meta = JSON.parse(await readFile(join(place, META), "utf8")) as IndexMeta;
    const fits =
      meta.format === INDEX_FORMAT && meta.logBytes === log.bytes && meta.logSha256 === log.sha256;
    return fits ? meta : undefined;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const readerOf = (place: string, meta: IndexMeta): IndexReader =>
  new IndexReader(meta, (file, from, bytes) => readRange(join(place, file), from, bytes));

/** The index of a log file when it is there and true to it. */
export async function openIndex(
  indexDirectory: string,
  log: ManifestLog,
): Promise<IndexReader | undefined> {
  const place = placeOf(indexDirectory, log);
  const meta = await readMeta(place, log);
  return meta && readerOf(place, meta);
}

/**
 * Builds the index of a log file anew.
 * @throws BackupError bad-log, cancelled, no-space
 */
export async function buildIndex(
  directory: string,
  log: ManifestLog,
  indexDirectory: string,
  options: { signal?: AbortSignal | undefined; onBytes?: (bytes: number) => void } = {},
): Promise<IndexReader> {
  await makeDirectory(indexDirectory);
  const place = placeOf(indexDirectory, log);
  const building = `${place}.building-${process.pid}`;
  await removeTree(building);
  return io(place, async () => {
    await mkdir(building);
    const handles = await Promise.all(FILES.map((file) => open(join(building, file), "w")));
    try {
      const waiting: Record<IndexFile, Buffer[]> = { rows: [], tokens: [], postings: [] };
      const writer = new IndexWriter((file, bytes) => waiting[file].push(Buffer.from(bytes)));
      const write = async (): Promise<void> => {
        for (const [i, file] of FILES.entries()) {
          const pieces = waiting[file];
          if (pieces.length === 0) continue;
          waiting[file] = [];
          await handles[i]?.writeFile(Buffer.concat(pieces));
        }
      };
      async function* pieces() {
        for await (const piece of readPieces(
          join(directory, log.name),
          0,
          log.bytes,
          options.signal,
        )) {
          yield piece;
          options.onBytes?.(piece.length);
          await write();
        }
      }
      await readEntries(pieces(), (entry) => writer.add(entry));
      const meta: IndexMeta = {
        format: INDEX_FORMAT,
        log: log.name,
        logBytes: log.bytes,
        logSha256: log.sha256,
        ...writer.finish(),
      };
      await write();
      const handle = await open(join(building, META), "w");
      await handle.writeFile(JSON.stringify(meta));
      await handle.close();
      await rm(place, { recursive: true, force: true });
      await rename(building, place);
      await removeOutgrown(indexDirectory, log);
      return readerOf(place, meta);
    } finally {
      for (const handle of handles) await handle.close();
      await removeTree(building);
    }
  });
}
