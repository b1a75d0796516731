/** The store files of a directory: their sizes and heads. */
import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import { i32 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import { NEOSTORE, NEOSTORE_HEAD_BYTES } from "../store/neostore.ts";
import { type RecordFormatName, recordFormat } from "../store/record-formats.ts";
import type { StoreName } from "../store/records.ts";
import { type StoreShape, shapeOf } from "./plan.ts";

const HEAD_BYTES = 4;

export interface StoreFiles {
  stores: Record<StoreName, StoreShape>;
  missing: StoreName[];
  /** Dynamic stores that give no record size, and what they give. */
  headless: { store: StoreName; value: string }[];
}

export async function storeFilesOf(
  directory: string,
  records: RecordFormatName,
): Promise<StoreFiles> {
  const { stores } = recordFormat(records);
  const found: StoreFiles = { stores: {} as StoreFiles["stores"], missing: [], headless: [] };
  for (const store of Object.keys(stores) as StoreName[]) {
    const { file, recordBytes, firstId } = stores[store];
    const none = { file, recordBytes: recordBytes ?? 1, firstId, count: 0, bytes: 0 };
    const bytes = await sizeOf(join(directory, file));
    if (bytes === undefined) {
      found.missing.push(store);
      found.stores[store] = none;
      continue;
    }
    const head = recordBytes === undefined ? await headOf(join(directory, file)) : undefined;
    const shape = shapeOf(records, store, bytes, head);
    found.stores[store] = shape ?? none;
    // an empty store may be an empty file
    if (!shape && bytes > 0) found.headless.push({ store, value: `${head ?? "nothing"}` });
  }
  return found;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function headOf(path: string): Promise<number | undefined> {
  const bytes = await headBytes(path, HEAD_BYTES);
  return bytes.length < HEAD_BYTES ? undefined : i32(bytes, 0);
}

async function headBytes(path: string, length: number): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** @throws BackupError no-backup when there is no metadata store */
export async function metadataOf(directory: string): Promise<Buffer> {
  try {
    return await headBytes(join(directory, NEOSTORE), NEOSTORE_HEAD_BYTES);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new BackupError("no-backup", { detail: directory });
  }
}
