/**
 * What a follower has acknowledged of the log file it adds to: a line a pull, behind the log's own bytes
 * and synced after them. The manifest, which is long, is written when the file begins and when it is full.
 *
 *     {"name":"neostore.transaction.db.7","bytes":812,"sha256":"...","transactions":3,"lastTx":44,...}
 */
import { type FileHandle, open, readFile, rm } from "node:fs/promises";
import { BackupError } from "../catalogue/errors.ts";
import { JOURNAL_SUFFIX } from "../store/store-files.ts";
import { io, isMissing } from "./durable.ts";
import type { ManifestLog } from "./manifest.ts";

/** The part of a log file's row that grows. */
export type JournalEntry = Pick<ManifestLog, "name" | "bytes" | "sha256" | "transactions"> &
  Required<Pick<ManifestLog, "lastTx" | "lastCommitAt" | "lastTxPlace">> &
  Pick<ManifestLog, "firstTx" | "firstCommitAt">;

export const journalPathOf = (manifestPath: string): string => `${manifestPath}${JOURNAL_SUFFIX}`;

const isCount = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;

function isEntry(v: unknown): v is JournalEntry {
  const e = v as Partial<JournalEntry> | null;
  return (
    typeof e === "object" &&
    e !== null &&
    typeof e.name === "string" &&
    isCount(e.bytes) &&
    isCount(e.transactions) &&
    (e.firstTx === undefined || isCount(e.firstTx)) &&
    (e.firstCommitAt === undefined || Number.isSafeInteger(e.firstCommitAt)) &&
    isCount(e.lastTx) &&
    Number.isSafeInteger(e.lastCommitAt) &&
    typeof e.sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(e.sha256) &&
    isCount(e.lastTxPlace?.from) &&
    isCount(e.lastTxPlace?.to) &&
    /^-?\d{1,20}$/.test(String(e.lastTxPlace?.checksum))
  );
}

function parse(line: string): JournalEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The newest entry of a log file; undefined when there is none. A last line that is not whole was never
 * acknowledged.
 * @throws BackupError damaged-backup when an earlier line is none
 */
export async function newestEntry(
  path: string,
  log: Pick<ManifestLog, "name" | "bytes">,
): Promise<JournalEntry | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw await io(path, () => Promise.reject(error));
  }
  const lines = text.split("\n").filter((line) => line !== "");
  let newest: JournalEntry | undefined;
  for (const [i, line] of lines.entries()) {
    const entry = parse(line);
    if (!entry) {
      if (i === lines.length - 1) break;
      throw new BackupError("damaged-backup", { detail: `line ${i + 1} of ${path} is none` });
    }
    if (entry.name === log.name && entry.bytes >= log.bytes) newest = entry;
  }
  return newest;
}

export const removeJournal = (path: string): Promise<void> =>
  io(path, () => rm(path, { force: true }));

/** Adds to a journal. */
export class Journal {
  readonly #path: string;
  readonly #handle: FileHandle;
  #bytes = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
  }

  /** Begins an empty one. */
  static create(path: string): Promise<Journal> {
    return io(path, async () => new Journal(path, await open(path, "w", 0o644)));
  }

  /** Durable when it returns; on a failure the journal is as it was. */
  async add(entry: JournalEntry): Promise<void> {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    await io(this.#path, async () => {
      try {
        const { bytesWritten } = await this.#handle.write(line, 0, line.length, this.#bytes);
        if (bytesWritten < line.length)
          throw Object.assign(new Error("the write was cut short"), { code: "ENOSPC" });
        await this.#handle.datasync();
      } catch (error) {
        await this.#handle.truncate(this.#bytes).catch(() => undefined);
        throw error;
      }
    });
    this.#bytes += line.length;
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
