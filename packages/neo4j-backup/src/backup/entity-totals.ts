/** How many nodes and relationships the base of a backup holds. */
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { EntityTotals } from "../catalogue/outcomes.ts";
import { ANY_TOKEN, COUNTS_FILES, decodeCounts, newestCounts } from "../store/counts-store.ts";
import { NEOSTORE, NEOSTORE_HEAD_BYTES, recordsOf } from "../store/neostore.ts";
import { recordFormat } from "../store/record-formats.ts";
import type { RecordStore } from "../store/records.ts";
import { readHead } from "./durable.ts";
import { locate } from "./locate.ts";

/**
 * Reads the counts store of a base, and changes nothing. Without a counts store that can be read, the sizes of the
 * record files say how many there are at most.
 * @param path a backup directory, or a set of the console
 * @throws BackupError no-backup
 */
export async function entityTotals(
  path: string,
  options: { manifestPath?: string } = {},
): Promise<EntityTotals> {
  const { directory } = await locate(path, options.manifestPath);
  const files = await Promise.all(
    COUNTS_FILES.map(async (name) => {
      try {
        return decodeCounts(await readFile(join(directory, name)));
      } catch {
        return { problem: "it cannot be read" };
      }
    }),
  );
  const newest = newestCounts(files);
  if (!newest) {
    const head = await readHead(join(directory, NEOSTORE), NEOSTORE_HEAD_BYTES);
    const { stores } = recordFormat(recordsOf(head));
    return {
      basis: "high marks",
      asOfTx: null,
      nodes: await records(directory, stores.nodes),
      relationships: await records(directory, stores.relationships),
    };
  }
  let nodes = 0;
  let relationships = 0;
  for (const row of newest.counts.rows) {
    if (row.kind === "node" && row.label === ANY_TOKEN) nodes = row.count;
    if (
      row.kind === "relationship" &&
      row.start === ANY_TOKEN &&
      row.type === ANY_TOKEN &&
      row.end === ANY_TOKEN
    )
      relationships = row.count;
  }
  return { basis: "counts", asOfTx: newest.counts.txId, nodes, relationships };
}

async function records(directory: string, store: RecordStore): Promise<number> {
  const found = await stat(join(directory, store.file)).catch(() => undefined);
  return Math.floor((found?.size ?? 0) / (store.recordBytes ?? 1));
}
