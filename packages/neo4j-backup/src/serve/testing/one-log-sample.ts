/** The sample as a Neo4j 2.2 would have it: its records are the same, its log is one file without check points. */
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeEntry, readEntries } from "../../log/entries.ts";
import { encodeLogHeader, logName } from "../../log/log-header.ts";
import { COUNTS_FILES, decodeCounts, encodeCounts } from "../../store/counts-store.ts";
import { decodeNeostore, NEOSTORE, NEOSTORE_RECORD, neostoreRecord } from "../../store/neostore.ts";
import { packVersion } from "../../store/store-id.ts";
import { storeVersionRow } from "../../store/store-versions.ts";
import { countsTrailer, FILES_WITH_TRAILERS, trailerOf } from "../../store/trailers.ts";

/** Its store version, and the log file that recovery reads. */
export const ONE_LOG = { storeVersion: "v0.A.5", logVersion: 2 } as const;

/** @param directory a copy of the sample, changed in place: its files are cleanly closed then */
export async function asOneLog(directory: string): Promise<void> {
  const { storeVersion, logVersion } = ONE_LOG;
  const { neostoreRecords, entryVersion } = storeVersionRow(storeVersion);
  const neostore = (await readFile(join(directory, NEOSTORE))).subarray(
    0,
    neostoreRecords * neostoreRecord.size,
  );
  const { lastTx } = decodeNeostore(await readFile(join(directory, NEOSTORE)));
  neostoreRecord.write(neostore, NEOSTORE_RECORD.storeVersion * neostoreRecord.size, {
    inUse: 1,
    value: packVersion(storeVersion),
  });
  await writeFile(join(directory, NEOSTORE), neostore);
  const log = [encodeLogHeader({ version: logVersion, lastTx })];
  for (let version = 0; version <= logVersion; version++) {
    const path = join(directory, logName(version));
    const bytes = await readFile(path);
    async function* whole() {
      yield bytes;
    }
    await readEntries(whole(), (entry) => {
      if (entry.kind !== "check point") log.push(encodeEntry({ ...entry, version: entryVersion }));
    });
    await rm(path);
  }
  await writeFile(join(directory, logName(logVersion)), Buffer.concat(log));
  for (const file of FILES_WITH_TRAILERS)
    await appendFile(join(directory, file), trailerOf(file, storeVersion));
  for (const file of COUNTS_FILES) {
    const counts = decodeCounts(await readFile(join(directory, file)));
    if ("problem" in counts) throw new Error(`${file} of the sample: ${counts.problem}`);
    const rows = encodeCounts({ ...counts, format: 0 });
    await writeFile(join(directory, file), Buffer.concat([rows, countsTrailer(storeVersion)]));
  }
}
