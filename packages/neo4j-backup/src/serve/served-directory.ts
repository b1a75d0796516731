/** A backup directory as a backup server sees it: only read, never written to. */
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { i32 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import { logVersionOf } from "../log/log-header.ts";
import type { Dialect } from "../protocol/dialects.ts";
import { ServedFailure } from "../protocol/served-failure.ts";
import {
  decodeNeostore,
  NEOSTORE,
  NEOSTORE_HEAD_BYTES,
  type Neostore,
  neostoreRecord,
} from "../store/neostore.ts";
import { recordFormat } from "../store/record-formats.ts";
import { isNoStoreFile } from "../store/store-files.ts";
import { packVersion, type StoreId } from "../store/store-id.ts";
import type { StoreVersionRow } from "../store/store-versions.ts";
import { FILES_WITH_TRAILERS, MOST_TRAILER_BYTES, trailerBytes } from "../store/trailers.ts";
import { LogIndex } from "./log-index.ts";
import { head, pieces } from "./read-file.ts";

/** Directories whose files are part of a store. */
const STORE_DIRECTORIES = ["index", "schema", "profiles"];
/** Lucene's own lock: no part of an index. */
const INDEX_LOCK = "write.lock";
/** Dynamic stores begin with the size of their records. */
const RECORD_SIZE_BYTES = 4;

export interface ServedFile {
  path: string;
  bytes: number;
  /** Where the dialect tells it: 1 for what is no store of records. */
  recordBytes?: number;
}

/** Answers which transaction is the newest to be shown: see {@link ServeOptions.reveal}. */
export type Reveal = () => number;

const isStoreFile = (name: string): boolean =>
  (name.startsWith(NEOSTORE) || name === "index.db") && !isNoStoreFile(name);

export class ServedDirectory {
  readonly directory: string;
  readonly storeVersion: StoreVersionRow;
  readonly storeId: StoreId;
  readonly #neostore: Neostore;
  /** The stores need all transactions up to this one, as far as neostore and its closing tell. */
  readonly #heldTx: number;
  readonly #logs: LogIndex;
  readonly #reveal: Reveal;
  readonly #oldestTx: number;

  private constructor(
    directory: string,
    { neostore, heldTx }: { neostore: Neostore; heldTx: number },
    logs: LogIndex,
    reveal: Reveal,
    oldestTx: number,
  ) {
    this.directory = directory;
    this.storeVersion = neostore.row;
    this.#neostore = neostore;
    this.#heldTx = heldTx;
    this.#logs = logs;
    this.#reveal = reveal;
    this.#oldestTx = oldestTx;
    const { identity, upgradeTime, upgradeTx } = neostore;
    this.storeId = {
      creationTime: identity.creationTime,
      randomId: BigInt(identity.randomId),
      storeVersion: packVersion(identity.storeVersion),
      upgradeTime,
      upgradeTx,
    };
  }

  /** @throws BackupError no-backup, damaged-backup, bad-log, unsupported-store-version, io-failure */
  static async open(
    directory: string,
    reveal: Reveal = () => Number.MAX_SAFE_INTEGER,
    oldestTx = 0,
  ): Promise<ServedDirectory> {
    let bytes: Buffer;
    try {
      bytes = await head(join(directory, NEOSTORE), NEOSTORE_HEAD_BYTES);
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR")
        throw new BackupError("no-backup", { detail: directory, cause });
      throw new BackupError("io-failure", { detail: `${directory}: ${message}`, cause });
    }
    const neostore = decodeNeostore(bytes);
    const { hasCheckPoints, version } = neostore.row;
    const logs = new LogIndex(directory, hasCheckPoints ? undefined : neostore.logVersion);
    await logs.refresh();
    // Without check points, and where the stores were not closed cleanly, they may hold parts of all that is logged.
    const isWhole = hasCheckPoints || trailerBytes(NEOSTORE, bytes, version) > 0;
    const heldTx = Math.max(neostore.lastTx, isWhole ? 0 : (logs.lastTx ?? 0));
    return new ServedDirectory(directory, { neostore, heldTx }, logs, reveal, oldestTx);
  }

  /**
   * The newest transaction that is shown: never less than the base needs to be whole.
   * Reads what the logs gained since the last time.
   */
  async lastTx(): Promise<number> {
    await this.#logs.refresh();
    const newest = Math.max(this.#heldTx, this.#logs.lastTx ?? 0);
    const least = Math.max(this.#heldTx, this.#logs.beforeCheckPoint ?? 0);
    return Math.min(newest, Math.max(least, this.#reveal()));
  }

  /** Store files in the order of a server: `neostore` last of its group, then the indexes; in dialect 2 last of all. */
  async files(withLogs: boolean, { hasRecordSize }: Dialect): Promise<ServedFile[]> {
    const own: string[] = [];
    const below: string[] = [];
    for (const entry of await readdir(this.directory, { withFileTypes: true })) {
      const isLog = logVersionOf(entry.name) !== undefined;
      if (entry.isFile() && isStoreFile(entry.name) && (withLogs || !isLog)) own.push(entry.name);
      else if (entry.isDirectory() && STORE_DIRECTORIES.includes(entry.name))
        below.push(...(await filesBelow(this.directory, entry.name)));
    }
    const others = own.filter((n) => n !== NEOSTORE).sort();
    const paths = hasRecordSize
      ? [...others, ...below.sort(), NEOSTORE]
      : [...others, NEOSTORE, ...below.sort()];
    return Promise.all(
      paths.map(async (path) => {
        const log = this.#logs.logs.find((l) => l.name === path);
        const bytes = log ? log.goodEnd : await this.#bytes(path);
        if (!hasRecordSize) return { path, bytes };
        return { path, bytes, recordBytes: await this.#recordBytes(path) };
      }),
    );
  }

  /** Of a running server no file has a trailer. */
  async #bytes(path: string): Promise<number> {
    const { size } = await stat(join(this.directory, path));
    const { hasTrailers, version } = this.storeVersion;
    if (!hasTrailers || !FILES_WITH_TRAILERS.includes(path)) return size;
    const tail: Buffer[] = [];
    const from = Math.max(0, size - MOST_TRAILER_BYTES);
    for await (const piece of pieces(join(this.directory, path), from, size)) tail.push(piece);
    return size - trailerBytes(path, Buffer.concat(tail), version);
  }

  async #recordBytes(path: string): Promise<number> {
    if (path === NEOSTORE) return neostoreRecord.size;
    const { stores } = recordFormat(this.storeVersion.records);
    const store = Object.values(stores).find(({ file }) => file === path);
    if (!store) return 1;
    if (store.recordBytes !== undefined) return store.recordBytes;
    const size = await head(join(this.directory, path), RECORD_SIZE_BYTES);
    return size.length < RECORD_SIZE_BYTES ? 1 : i32(size, 0);
  }

  bytesOf({ path, bytes }: ServedFile): AsyncIterable<Buffer> {
    return pieces(join(this.directory, path), 0, bytes);
  }

  /** What recovery of the directory replays, up to `lastTx`; undefined when nothing. */
  async replayed(lastTx: number): Promise<[first: number, last: number] | undefined> {
    const first = await this.#logs.firstReplayed();
    return first === undefined || first > lastTx ? undefined : [first, lastTx];
  }

  /**
   * What an incremental answer holds; undefined when nothing: so a real server answers an asker that
   * is ahead of it, or that asks from before the first transaction. Source: spec section 5.
   * @throws ServedFailure NoSuchTransactionException
   */
  following(asked: bigint, lastTx: number): [first: number, last: number] | undefined {
    if (asked < 1n || asked >= BigInt(lastTx)) return undefined;
    const first = Number(asked) + 1;
    if (first < this.#oldestTx || !this.#logs.holderOf(first))
      throw new ServedFailure(
        "NoSuchTransactionException",
        `transaction ${first} is no longer in the transaction logs, which begin with ${this.#oldest()}`,
      );
    return [first, lastTx];
  }

  #oldest(): number {
    return Math.max(this.#oldestTx, this.#logs.firstTx ?? this.#neostore.lastTx + 1);
  }

  /** Log entries, verbatim. */
  transactions([first, last]: [number, number]): AsyncIterable<Buffer> {
    return this.#logs.transactions(first, last);
  }
}

async function filesBelow(root: string, below: string): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(root, below), { withFileTypes: true })) {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await filesBelow(root, path)));
    else if (entry.isFile() && entry.name !== INDEX_LOCK) found.push(path);
  }
  return found;
}
