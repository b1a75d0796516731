/** The demo's database on disk: unpacked once, then appended to in transaction logs of its own. */
import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { putI64 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  decodeLogHeader,
  encodeLogHeader,
  LOG_HEADER_BYTES,
  logName,
  logVersionOf,
} from "../log/log-header.ts";
import { decodeNeostore, LOG_VERSION_BYTES, NEOSTORE } from "../store/neostore.ts";
import { sameStore } from "../store/store-id.ts";
import { storeVersionRow } from "../store/store-versions.ts";
import { IndexedLog } from "./indexed-log.ts";
import { head } from "./read-file.ts";
import { readSample, writeFiles } from "./sample.ts";
import { type ShopFacts, shopFacts } from "./shop-facts.ts";
import { nextTransaction } from "./shop-growth.ts";

const DEFAULT_ROTATE_AT_BYTES = 16 * 1024 * 1024;
const ADDITIONAL_HEADER_BYTES = 8;

const logVersionBytes = (version: number): Buffer => {
  const b = Buffer.alloc(LOG_VERSION_BYTES.length);
  putI64(b, 0, version);
  return b;
};

const versionsIn = (names: Iterable<string>): number[] =>
  [...names]
    .map(logVersionOf)
    .filter((v): v is number => v !== undefined)
    .sort((a, b) => a - b);

/** The sample's files, and where it ends. */
interface Sample {
  files: Map<string, Buffer>;
  newestVersion: number;
}

async function sample(): Promise<Sample> {
  const files = await readSample();
  return { files, newestVersion: versionsIn(files.keys()).at(-1) ?? 0 };
}

/** The sample as it is before the demo's first transaction: with an empty log of the demo's own. */
async function unpack(directory: string, { files, newestVersion }: Sample): Promise<void> {
  await writeFiles(directory, new Map([...files].filter(([path]) => path !== NEOSTORE)));
  const newest = new IndexedLog(directory, newestVersion);
  await newest.refresh();
  const version = newestVersion + 1;
  const neostore = Buffer.from(files.get(NEOSTORE) as Buffer);
  const lastTx = newest.last?.id ?? decodeNeostore(neostore).lastTx;
  logVersionBytes(version).copy(neostore, LOG_VERSION_BYTES.from);
  await writeFiles(
    directory,
    new Map([
      [logName(version), encodeLogHeader({ version, lastTx })],
      [NEOSTORE, neostore],
    ]),
  );
}

async function readNeostore(directory: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(directory, NEOSTORE));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export class DemoLog {
  readonly #directory: string;
  readonly #facts: ShopFacts;
  readonly #entryVersion: number;
  /** The last transaction of the sample itself. */
  readonly #sampleLastTx: number;
  readonly #rotateAtBytes: number;
  #log: IndexedLog;
  #handle: FileHandle;
  #lastTx: number;
  #end: number;

  private constructor(
    directory: string,
    facts: ShopFacts,
    entryVersion: number,
    sampleLastTx: number,
    log: IndexedLog,
    handle: FileHandle,
    lastTx: number,
    rotateAtBytes: number,
  ) {
    this.#rotateAtBytes = rotateAtBytes;
    this.#directory = directory;
    this.#facts = facts;
    this.#entryVersion = entryVersion;
    this.#sampleLastTx = sampleLastTx;
    this.#log = log;
    this.#handle = handle;
    this.#lastTx = lastTx;
    this.#end = log.goodEnd;
  }

  /**
   * Unpacks the sample where there is nothing yet.
   * @throws BackupError not-a-backup when the directory holds something else
   */
  static async prepare(directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    const made = await sample();
    const found = await readNeostore(directory);
    if (!found) {
      const foreign = (await readdir(directory)).find(
        (name) =>
          ![...made.files.keys()].some((path) => path.split("/")[0] === name) &&
          logVersionOf(name) !== made.newestVersion + 1,
      );
      if (foreign)
        throw new BackupError("not-a-backup", { detail: `${directory} holds ${foreign}` });
      return unpack(directory, made);
    }
    const { identity } = decodeNeostore(made.files.get(NEOSTORE) as Buffer);
    if (!sameStore(decodeNeostore(found).identity, identity))
      throw new BackupError("not-a-backup", {
        detail: `${directory} holds another database than the demo's`,
      });
  }

  /** Opens it for appending: there may be one writer only. A torn tail is cut. */
  static async open(directory: string, rotateAtBytes = DEFAULT_ROTATE_AT_BYTES): Promise<DemoLog> {
    const { files, newestVersion } = await sample();
    const neostore = decodeNeostore(files.get(NEOSTORE) as Buffer);
    const first = join(directory, logName(newestVersion + 1));
    const { lastTx: sampleLastTx } = decodeLogHeader(await head(first, LOG_HEADER_BYTES));
    const version = versionsIn(await readdir(directory)).at(-1) ?? newestVersion + 1;
    const log = new IndexedLog(directory, version);
    await log.refresh();
    const path = join(directory, log.name);
    const { lastTx } = log.last
      ? { lastTx: log.last.id }
      : decodeLogHeader(await head(path, LOG_HEADER_BYTES));
    const handle = await open(path, "r+");
    await handle.truncate(log.goodEnd);
    const facts = shopFacts((name) => files.get(name) ?? Buffer.alloc(0));
    const { entryVersion } = storeVersionRow(neostore.identity.storeVersion);
    const opened = new DemoLog(
      directory,
      facts,
      entryVersion,
      sampleLastTx,
      log,
      handle,
      lastTx,
      rotateAtBytes,
    );
    await opened.#pointTo(version);
    return opened;
  }

  get lastTx(): number {
    return this.#lastTx;
  }

  /** Appends the next transaction. When it fails, the log is as it was. */
  async append(now: number): Promise<void> {
    if (this.#end >= this.#rotateAtBytes) await this.#rotate();
    const bytes = nextTransaction(this.#facts, {
      count: this.#lastTx - this.#sampleLastTx,
      txId: this.#lastTx + 1,
      now,
      additionalHeader: randomBytes(ADDITIONAL_HEADER_BYTES),
      entryVersion: this.#entryVersion,
    });
    try {
      await this.#handle.write(bytes, 0, bytes.length, this.#end);
      await this.#handle.datasync();
    } catch (error) {
      await this.#handle.truncate(this.#end);
      throw error;
    }
    this.#end += bytes.length;
    this.#lastTx++;
  }

  async #rotate(): Promise<void> {
    const version = this.#log.version + 1;
    await writeFiles(
      this.#directory,
      new Map([[logName(version), encodeLogHeader({ version, lastTx: this.#lastTx })]]),
    );
    await this.#pointTo(version);
    await this.#handle.close();
    this.#log = new IndexedLog(this.#directory, version);
    this.#handle = await open(join(this.#directory, this.#log.name), "r+");
    this.#end = LOG_HEADER_BYTES;
  }

  /** Record 2 of neostore names the newest log. */
  async #pointTo(version: number): Promise<void> {
    const handle = await open(join(this.#directory, NEOSTORE), "r+");
    try {
      const bytes = logVersionBytes(version);
      await handle.write(bytes, 0, bytes.length, LOG_VERSION_BYTES.from);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
