/** A full backup: gathered in a staging directory inside the target, checked, then moved up. */

import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity, Verdict } from "../catalogue/outcomes.ts";
import { encodeLogHeader, LOG_HEADER_BYTES, logName, logVersionOf } from "../log/log-header.ts";
import { encodeCheckPoint } from "../log/log-walker.ts";
import type { BackupClient } from "../protocol/client.ts";
import type { StoreFilesSink } from "../protocol/store-files.ts";
import { encodeClosedPosition, NEOSTORE, type Neostore } from "../store/neostore.ts";
import { isNoStoreFile } from "../store/store-files.ts";
import { describeStore, sameStore } from "../store/store-id.ts";
import { storeVersionRow } from "../store/store-versions.ts";
import { readNeostore } from "./backup-state.ts";
import { SpaceWatch } from "./disk-space.ts";
import {
  asBackupError,
  makeDirectory,
  makeTree,
  overwrite,
  removeTree,
  syncDirectory,
  writeWhole,
} from "./durable.ts";
import { FileHash } from "./file-hash.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { scanLogFile } from "./log-chain.ts";
import {
  hashFile,
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestFile,
  manifestLog,
  manifestPathOf,
  PRODUCT,
  readByRecovery,
  writeManifest,
} from "./manifest.ts";
import { moveUp, PUBLISH_LIST, STAGING } from "./target.ts";
import type { Tracker } from "./tracker.ts";
import { TxWriter } from "./tx-writer.ts";
import { verifyAgainst } from "./verify.ts";

/** Where the server's own logs go when forensics were asked for: no part of the backup. */
const FORENSICS = "forensics";
/** Neo4j would read a file with such a name as a log when it opens the backup. */
const LIKE_A_LOG = /^neostore\.transaction/i;

export interface FullOptions {
  tracker: Tracker;
  manifestPath?: string | undefined;
  verify: boolean;
  gatherForensics: boolean;
}

export interface FullResult {
  manifest: Manifest;
  lastTx: number;
  lastCommitAt: number | undefined;
  firstTx: number | undefined;
  verdict: Verdict | undefined;
}

/**
 * @param directory exists, is locked, and holds nothing but our own left-overs
 * @throws BackupError of all kinds; nothing is published then
 */
export async function takeFull(
  client: BackupClient,
  directory: string,
  options: FullOptions,
): Promise<FullResult> {
  const { tracker } = options;
  storeVersionRow(client.store.storeVersion);
  const staging = join(directory, STAGING);
  await removeTree(staging);
  await makeDirectory(staging);
  try {
    const watch = new SpaceWatch(directory);
    await watch.check();
    const received = await receive(client, staging, watch, options);
    const manifest = await describe(client, staging, received, options);
    let verdict: Verdict | undefined;
    if (options.verify) {
      tracker.phase("verifying");
      verdict = await verifyAgainst(staging, manifest, { signal: tracker.signal, tracker });
      if (!verdict.ok)
        throw new BackupError("io-failure", {
          detail: `what was read back is not what was written: ${verdict.findings[0]?.message ?? ""}`,
        });
    }
    tracker.phase("publishing");
    if (tracker.signal?.aborted) throw new BackupError("cancelled");
    await publish(directory, manifest, options.manifestPath);
    const log = manifest.logFiles[0];
    return {
      manifest,
      lastTx: log?.lastTx ?? manifest.baseEndTx,
      lastCommitAt: log?.lastCommitAt,
      firstTx: log?.firstTx,
      verdict,
    };
  } catch (error) {
    // What was not published is of no use; after the publish list it will be finished, not removed.
    if (!publishing.has(directory)) await removeTree(staging).catch(() => undefined);
    throw asBackupError(error, directory);
  } finally {
    publishing.delete(directory);
  }
}

/** Directories whose publish list was written. */
const publishing = new Set<string>();

interface Received {
  neostore: Neostore;
  files: ManifestFile[];
  logFile: string;
  /** When the server's answer had ended. */
  copiedAt: number;
}

async function receive(
  client: BackupClient,
  staging: string,
  watch: SpaceWatch,
  { tracker, gatherForensics }: FullOptions,
): Promise<Received> {
  const pool = new WriterPool(watch);
  const files: ManifestFile[] = [];
  const directories = new Set<string>();
  const sink: StoreFilesSink = {
    open: async (path) => {
      if (tracker.progress.phase !== "receiving-files") tracker.phase("receiving-files");
      if (isNoStoreFile(path))
        throw new BackupError("unexpected-answer", {
          detail: `${path} is no store file, a server does not send it`,
        });
      const isLog = gatherForensics && logVersionOf(path) !== undefined;
      if (!isLog && path.split("/").some((part) => LIKE_A_LOG.test(part)))
        throw new BackupError("unexpected-answer", {
          detail: `${path} has the name of a transaction log, and none was asked for`,
        });
      const target = isLog ? `${FORENSICS}/${path}` : path;
      await watch.created();
      const parent = dirname(join(staging, target));
      if (!directories.has(parent)) {
        await makeTree(parent).catch((error) => {
          throw asNameClash(error, path);
        });
        for (let d = parent; d !== staging && !directories.has(d); d = dirname(d))
          directories.add(d);
      }
      tracker.progress.file = path;
      tracker.progress.files++;
      tracker.tell();
      const writer = await FileWriter.create(join(staging, target), pool).catch((error) => {
        throw asNameClash(error.cause ?? error, path);
      });
      return {
        write: (chunk, from, to) => {
          tracker.progress.bytes += to - from;
          tracker.tell();
          return writer.write(chunk, from, to);
        },
        close: async () => {
          await writer.close();
          files.push({ path: target, ...writer.written() });
        },
        abandon: () => writer.abandon(),
      };
    },
  };
  let neostore: Neostore | undefined;
  let txs: TxWriter | undefined;
  let copiedAt = 0;
  tracker.phase("waiting-for-check-point");
  try {
    await client.full(
      sink,
      async (store) => {
        await pool.drained();
        if (!sameStore(store, client.store))
          throw new BackupError("unexpected-answer", {
            detail: `the server was store ${describeStore(client.store)}, now it says ${describeStore(store)}`,
          });
        neostore = await readCopied(staging, store);
        const path = join(staging, logName(neostore.logVersion));
        txs = new TxWriter({
          tracker,
          expectedFirst: undefined,
          open: async () => {
            tracker.phase("receiving-transactions");
            const file = await FileWriter.create(path, pool);
            // The header names the transaction before the first one, which is not known yet.
            await file.write(Buffer.alloc(LOG_HEADER_BYTES));
            return file;
          },
        });
      },
      async (chunk, from, to) => txs?.write(chunk, from, to),
      gatherForensics,
    );
    if (!neostore || !txs)
      throw new BackupError("unexpected-answer", { detail: "no store id came" });
    copiedAt = Date.now();
    delete tracker.progress.file;
    txs.finish();
    tracker.phase("writing");
    await finishLog(staging, neostore, txs, pool);
  } catch (error) {
    // Nothing may still be writing when the staging directory is removed.
    await txs?.abandon();
    await pool.drained().catch(() => undefined);
    throw asPrunedMeanwhile(error);
  }
  for (const directory of [staging, ...directories]) await syncDirectory(directory);
  return { neostore, files, logFile: logName(neostore.logVersion), copiedAt };
}

/** For a full backup, missing transactions are no reason to make a full backup: the next one may succeed. */
function asPrunedMeanwhile(error: unknown): unknown {
  if (!(error instanceof BackupError) || error.code !== "transactions-missing") return error;
  return new BackupError("server-failure", {
    detail: `the server pruned its logs while its files were copied: ${error.detail ?? ""}`,
    ...(error.server ? { server: error.server } : {}),
    cause: error,
  });
}

function asNameClash(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENAMETOOLONG")
    return new BackupError("unsafe-file-name", { detail: `${path} is too long for the target` });
  return code === "EEXIST" || code === "ENOTDIR" || code === "EISDIR"
    ? new BackupError("unexpected-answer", { detail: `${path} clashes with another file's name` })
    : asBackupError(error, path);
}

async function readCopied(staging: string, store: StoreIdentity): Promise<Neostore> {
  let neostore: Neostore;
  try {
    neostore = await readNeostore(staging);
  } catch (error) {
    if (error instanceof BackupError && error.code === "unsupported-store-version") throw error;
    throw new BackupError("unexpected-answer", {
      detail: "the files hold no valid neostore",
      cause: error,
    });
  }
  if (!sameStore(neostore.identity, store) || neostore.identity.storeVersion !== store.storeVersion)
    throw new BackupError("unexpected-answer", {
      detail: `the server says store ${describeStore(store)}, its neostore says ${describeStore(neostore.identity)}`,
    });
  return neostore;
}

/**
 * Header and check point around the streamed transactions, then record 11 and 12; where the line has no check points,
 * the header alone. Source: spec section 10, differences section 10.
 */
async function finishLog(
  staging: string,
  neostore: Neostore,
  txs: TxWriter,
  pool: WriterPool,
): Promise<void> {
  if (txs.lastTx && txs.lastTx.id < neostore.lastTx)
    throw new BackupError("unexpected-answer", {
      detail: `the transaction stream ends with ${txs.lastTx.id}, but neostore says ${neostore.lastTx}`,
    });
  if (txs.firstTx && txs.firstTx.id > neostore.lastTx + 1)
    throw new BackupError("unexpected-answer", {
      detail: `the transaction stream begins with ${txs.firstTx.id}, but neostore ends with ${neostore.lastTx}`,
    });
  const version = neostore.logVersion;
  const path = join(staging, logName(version));
  const file = txs.file ?? (await FileWriter.create(path, pool));
  if (!txs.file) await file.write(Buffer.alloc(LOG_HEADER_BYTES));
  const entryVersion = txs.entryVersion ?? neostore.row.entryVersion;
  const { hasCheckPoints } = neostore.row;
  if (hasCheckPoints) await file.write(encodeCheckPoint(entryVersion, version, LOG_HEADER_BYTES));
  const lastTx = txs.firstTx ? txs.firstTx.id - 1 : neostore.lastTx;
  await file.close(encodeLogHeader({ version, lastTx }));
  if (hasCheckPoints) {
    const { offset, bytes } = encodeClosedPosition(version, LOG_HEADER_BYTES);
    await overwrite(join(staging, NEOSTORE), offset, bytes);
  }
  await pool.drained();
}

async function describe(
  client: BackupClient,
  staging: string,
  { neostore, files, logFile, copiedAt }: Received,
  { tracker }: FullOptions,
): Promise<Manifest> {
  const hash = new FileHash();
  const scan = await scanLogFile(
    staging,
    logFile,
    undefined,
    (piece) => hash.update(piece),
    tracker.signal,
  );
  const log = readByRecovery(neostore.row, manifestLog(logFile, scan, hash.digest()));
  return {
    format: MANIFEST_FORMAT,
    product: PRODUCT,
    store: neostore.identity,
    dialect: client.dialect.number,
    baseEndTx: log.lastTx ?? neostore.lastTx,
    needsCheckPoint: false,
    adopted: false,
    copiedAt,
    writtenAt: new Date().toISOString(),
    files: await Promise.all(
      files
        .sort((a, b) => (a.path < b.path ? -1 : 1))
        .map(async (f) =>
          f.path === NEOSTORE ? { path: f.path, ...(await hashFile(staging, NEOSTORE)) } : f,
        ),
    ),
    logFiles: [log],
  };
}

async function publish(
  directory: string,
  manifest: Manifest,
  manifestPath?: string,
): Promise<void> {
  const staging = join(directory, STAGING);
  const names = new Set(
    [...manifest.files.map((f) => f.path), ...manifest.logFiles.map((l) => l.name)].map(
      (path) => path.split("/")[0] as string,
    ),
  );
  await writeManifest(manifest, directory, manifestPath);
  try {
    await writeWhole(join(staging, PUBLISH_LIST), JSON.stringify([...names]));
  } catch (error) {
    await rm(manifestPathOf(directory, manifestPath), { force: true }).catch(() => undefined);
    throw error;
  }
  publishing.add(directory);
  await moveUp(directory, [...names]);
}
