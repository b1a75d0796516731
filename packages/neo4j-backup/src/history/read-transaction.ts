/** Reads one transaction out of its log file's bytes. */
import type { EntityChange } from "../catalogue/history.ts";
import { readEntries } from "../log/entries.ts";
import { LOG_HEADER_BYTES } from "../log/log-header.ts";
import { DetailBuilder, type TokenNames } from "./transaction-detail.ts";

/**
 * @param bytes from START to behind COMMIT, in pieces
 * @throws BackupError bad-log
 */
export async function readTransaction(
  bytes: AsyncIterable<Buffer>,
  names: TokenNames,
): Promise<{ entities: EntityChange[]; moreEntities: number }> {
  const builder = new DetailBuilder(names);
  async function* asLog() {
    // The reader expects a whole log file, header first.
    yield Buffer.alloc(LOG_HEADER_BYTES);
    yield* bytes;
  }
  await readEntries(asLog(), (entry) => {
    if (entry.kind === "command") builder.add(entry.command);
  });
  return builder.finish();
}
