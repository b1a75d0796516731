/** A log file that a follower which died was adding to: closed where its last whole transaction ends. */
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { readPieces, truncateTo } from "./durable.ts";
import { FileHash, type HashedFile } from "./file-hash.ts";
import { scanLogFile } from "./log-chain.ts";
import {
  type Manifest,
  type ManifestLog,
  manifestLog,
  manifestPathOf,
  writeManifest,
} from "./manifest.ts";
import { journalPathOf, removeJournal } from "./open-journal.ts";

/** Hashes of a file's first bytes and of all up to a later place, in one go. */
class TwoHashes {
  readonly acknowledged = new FileHash();
  readonly #border: number;
  #at = 0;

  constructor(border: number) {
    this.#border = border;
  }

  update(piece: Buffer): void {
    const left = Math.max(0, this.#border - this.#at);
    this.acknowledged.update(piece.subarray(0, left));
    this.#at += piece.length;
  }
}

/**
 * What was acknowledged must be there as it was written. Whole transactions behind it, which had arrived
 * but were not acknowledged yet, stay; what is not whole is cut.
 * @param directory locked; at least the acknowledged bytes are there
 * @throws BackupError damaged-backup
 */
export async function closeLeftOpen(
  directory: string,
  manifest: Manifest,
  manifestPath?: string,
): Promise<{ manifest: Manifest; repairs: string[] }> {
  const log = manifest.logFiles.at(-1) as ManifestLog;
  const hashes = new TwoHashes(log.bytes);
  const scan = await scanLogFile(directory, log.name, undefined, (piece) => hashes.update(piece));
  if (hashes.acknowledged.digest().sha256 !== log.sha256 || scan.goodEnd < log.bytes)
    throw new BackupError("damaged-backup", {
      detail: `the ${log.bytes} bytes of ${log.name} that were acknowledged are not what was written`,
      file: log.name,
      range: [0, log.bytes],
    });
  const repairs: string[] = [];
  const torn = scan.bytes - scan.goodEnd;
  if (torn > 0) {
    await truncateTo(join(directory, log.name), scan.goodEnd);
    repairs.push(
      `${log.name} was being added to when its follower ended; ${torn} bytes that are no whole transaction were cut`,
    );
  }
  const hashed = await hashUpTo(directory, log.name, scan.goodEnd);
  const closed: Manifest = {
    ...manifest,
    writtenAt: new Date().toISOString(),
    logFiles: [
      ...manifest.logFiles.slice(0, -1),
      {
        ...manifestLog(log.name, { ...scan, bytes: scan.goodEnd }, hashed),
        ...(log.grows ? { grows: true } : {}),
      },
    ],
  };
  await writeManifest(closed, directory, manifestPath);
  await removeJournal(journalPathOf(manifestPathOf(directory, manifestPath)));
  return { manifest: closed, repairs };
}

async function hashUpTo(directory: string, name: string, to: number): Promise<HashedFile> {
  const hash = new FileHash();
  for await (const piece of readPieces(join(directory, name), 0, to)) hash.update(piece);
  return hash.digest();
}
