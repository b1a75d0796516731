/** Two stores record by record: the one that we replayed, and the one that a real Neo4j recovered. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sourceOf } from "../../src/store/byte-source.ts";
import {
  COUNTS_FILES,
  type Counts,
  countsKey,
  decodeCounts,
  newestCounts,
} from "../../src/store/counts-store.ts";
import { dynamicPages } from "../../src/store/dynamic-records.ts";
import {
  NEOSTORE,
  NEOSTORE_RECORD,
  neostoreRecord,
  storeVersionOf,
} from "../../src/store/neostore.ts";
import { isPropertyInUse } from "../../src/store/property-values.ts";
import { RECORD_FORMATS, type RecordFormat } from "../../src/store/record-formats.ts";
import { STORES, type StoreName } from "../../src/store/records.ts";
import { storeVersionRow } from "../../src/store/store-versions.ts";
import { trailerBytes } from "../../src/store/trailers.ts";

export interface Compared {
  /** Records in use in both, by store. */
  inUse: Record<string, number>;
  /** In use in both with different bytes, or in use in one only. */
  differences: string[];
  /** Bytes of records that are not in use, and of what lies behind a value in its record. */
  leftOver: string[];
  /** Files whose lengths differ, with both. */
  lengths: string[];
}

const BLOCKS_AT = 9;

/** Is the record in use, and how many of its bytes mean anything? */
function used(
  store: StoreName,
  record: Buffer,
  { stores, dynamicHeader, decoders }: RecordFormat,
): { inUse: boolean; bytes: number } {
  if (store === "properties" && !decoders)
    return { inUse: isPropertyInUse(record, BLOCKS_AT), bytes: record.length };
  if (stores[store].recordBytes !== undefined)
    return { inUse: ((record[0] as number) & 1) === 1, bytes: record.length };
  const { inUse, length } = dynamicHeader.read(record);
  return { inUse, bytes: dynamicHeader.size + length };
}

/** @param format of both; default: that of the standard ones */
export function compareStores(
  ours: string,
  theirs: string,
  format: RecordFormat = RECORD_FORMATS.standard,
): Compared {
  const found: Compared = { inUse: {}, differences: [], leftOver: [], lengths: [] };
  for (const store of Object.keys(STORES) as StoreName[]) {
    const { file, recordBytes } = format.stores[store];
    const a = recordsOf(ours, file);
    const b = recordsOf(theirs, file);
    if (a.length !== b.length) found.lengths.push(`${file}: ${a.length}, ${b.length}`);
    const size = recordBytes ?? dynamicPages(sourceOf(b), file, format.dynamicHeader).recordBytes;
    const count = Math.ceil(Math.max(a.length, b.length) / size);
    let inUse = 0;
    for (let id = 0; id < count; id++) {
      const one = padded(a, id, size);
      const other = padded(b, id, size);
      const { inUse: isUsed, bytes } = used(store, other, format);
      if (isUsed) inUse++;
      if (one.equals(other)) continue;
      const what = `${store} ${id}: ${one.toString("hex")} | ${other.toString("hex")}`;
      if (isUsed !== used(store, one, format).inUse) found.differences.push(what);
      else if (isUsed && !one.subarray(0, bytes).equals(other.subarray(0, bytes)))
        found.differences.push(what);
      else found.leftOver.push(what);
    }
    found.inUse[store] = inUse;
  }
  return found;
}

/** A store file without what a clean closing leaves behind its records. */
function recordsOf(directory: string, file: string): Buffer {
  const bytes = readFileSync(join(directory, file));
  const version = storeVersionOf(readFileSync(join(directory, NEOSTORE)));
  const behind = storeVersionRow(version).hasTrailers ? trailerBytes(file, bytes, version) : 0;
  return bytes.subarray(0, bytes.length - behind);
}

function padded(b: Buffer, id: number, size: number): Buffer {
  const record = b.subarray(id * size, (id + 1) * size);
  return record.length === size
    ? record
    : Buffer.concat([record, Buffer.alloc(size - record.length)]);
}

/** Neostore's records that differ, by name. */
export function compareNeostores(ours: string, theirs: string): string[] {
  const a = readFileSync(join(ours, "neostore"));
  const b = readFileSync(join(theirs, "neostore"));
  const { neostoreRecords, hasCheckPoints } = storeVersionRow(storeVersionOf(a));
  return Object.entries(NEOSTORE_RECORD).flatMap(([name, n]) => {
    if (n >= neostoreRecords) return [];
    const [one, other] = [a, b].map((bytes) => neostoreRecord.read(bytes, n * neostoreRecord.size));
    // Without check points a clean closing names the log file that will be begun next.
    const closing = n === NEOSTORE_RECORD.logVersion && !hasCheckPoints ? 1n : 0n;
    const expected = one && one.value + closing;
    return expected === other?.value && one?.inUse === other?.inUse ? [] : [name];
  });
}

export function newestCountsOf(directory: string): Counts {
  const files = COUNTS_FILES.map((name) => join(directory, name))
    .filter(existsSync)
    .map((path) => decodeCounts(readFileSync(path)));
  const newest = newestCounts(files);
  if (!newest) throw new Error(`${directory} has no sound counts store`);
  return newest.counts;
}

/** Counts of nodes and relationships as text, by key. */
export function countsByKey({ rows }: Counts): Record<string, number> {
  const found: Record<string, number> = {};
  for (const row of rows)
    if (row.kind === "node" || row.kind === "relationship")
      found[countsKey(row).toString("hex")] = row.count;
  return found;
}
