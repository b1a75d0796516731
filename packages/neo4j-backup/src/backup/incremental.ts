/** An incremental backup: one new log file, published by rename, then record 2. */
import { createHash } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity, Verdict } from "../catalogue/outcomes.ts";
import { encodeLogHeader, LOG_HEADER_BYTES, logName } from "../log/log-header.ts";
import { encodeCheckPoint } from "../log/log-walker.ts";
import type { BackupClient } from "../protocol/client.ts";
import { describeStore, sameStore } from "../store/store-id.ts";
import { neo4jOf } from "../store/store-versions.ts";
import { type BackupState, setLogVersion } from "./backup-state.ts";
import { SpaceWatch } from "./disk-space.ts";
import { io, readPieces, syncDirectory } from "./durable.ts";
import { firstDifference } from "./file-hash.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { scanLogFile } from "./log-chain.ts";
import {
  hashFile,
  type Manifest,
  type ManifestLog,
  manifestLog,
  writeManifest,
} from "./manifest.ts";
import { INCOMING } from "./target.ts";
import type { Tracker } from "./tracker.ts";
import { type Overlap, TxWriter } from "./tx-writer.ts";

export interface IncrementalOptions {
  tracker: Tracker;
  manifestPath?: string | undefined;
  verify: boolean;
}

export interface IncrementalResult {
  manifest: Manifest;
  /** Undefined when there was nothing new. */
  logFile: ManifestLog | undefined;
  lastTx: number;
  lastCommitAt: number | undefined;
  verdict: Verdict | undefined;
}

/** @throws BackupError different-store, different-store-version */
export function assertSameStore(client: BackupClient, state: BackupState): void {
  const ours = state.manifest.store;
  const { store } = client;
  if (!sameStore(ours, store))
    throw new BackupError("different-store", {
      detail: `the backup is of store ${describeStore(ours)}, the server has ${describeStore(store)}`,
    });
  if (ours.storeVersion !== store.storeVersion)
    throw new BackupError("different-store-version", {
      detail: `the backup has ${ours.storeVersion} (${neo4jOf(ours.storeVersion)}), the server has ${store.storeVersion} (${neo4jOf(store.storeVersion)})`,
    });
}

/**
 * @param directory locked; `state` was read from it under the lock
 * @throws BackupError of all kinds; the directory is then as it was
 */
export async function takeIncremental(
  client: BackupClient,
  directory: string,
  state: BackupState,
  options: IncrementalOptions,
): Promise<IncrementalResult> {
  assertSameStore(client, state);
  const incoming = join(directory, INCOMING);
  await io(incoming, () => rm(incoming, { force: true }));
  try {
    return await pull(client, directory, state, options);
  } catch (error) {
    await rm(incoming, { force: true }).catch(() => undefined);
    throw error;
  }
}

async function pull(
  client: BackupClient,
  directory: string,
  state: BackupState,
  options: IncrementalOptions,
): Promise<IncrementalResult> {
  const { tracker } = options;
  const version = state.newestVersion + 1;
  const watch = new SpaceWatch(directory);
  await watch.check();
  const pool = new WriterPool(watch);
  const header = Buffer.concat([
    encodeLogHeader({ version, lastTx: state.lastTx }),
    ...(state.manifest.needsCheckPoint
      ? [encodeCheckPoint(state.neostore.row.entryVersion, version, LOG_HEADER_BYTES)]
      : []),
  ]);
  const open = async (): Promise<FileWriter> => {
    tracker.phase("receiving-transactions");
    const file = await FileWriter.create(join(directory, INCOMING), pool);
    await file.write(header);
    return file;
  };
  const txs = await ask(client, directory, state, tracker, open);
  if (!txs.file || !txs.lastTx)
    return {
      manifest: state.manifest,
      logFile: undefined,
      lastTx: state.lastTx,
      lastCommitAt: state.lastCommitAt,
      verdict: options.verify ? nothingNewVerdict() : undefined,
    };
  tracker.phase("writing");
  await txs.file.close();
  await pool.drained();
  const { bytes, ...hashed } = txs.file.written();
  const name = logName(version);
  let verdict: Verdict | undefined;
  if (options.verify) {
    tracker.phase("verifying");
    verdict = await verifyIncoming(directory, txs, hashed.sha256, state.lastTx + 1, tracker);
  }
  if (tracker.signal?.aborted) throw new BackupError("cancelled");
  tracker.phase("publishing");
  const logFile = manifestLog(name, { ...scanOf(txs, header.length), bytes }, hashed);
  await io(name, () => rename(join(directory, INCOMING), join(directory, name)));
  await syncDirectory(directory);
  await setLogVersion(directory, version);
  const manifest: Manifest = {
    ...state.manifest,
    needsCheckPoint: false,
    writtenAt: new Date().toISOString(),
    logFiles: [...state.manifest.logFiles, logFile],
  };
  await writeManifest(manifest, directory, options.manifestPath);
  return {
    manifest,
    logFile,
    lastTx: txs.lastTx.id,
    lastCommitAt: txs.lastTx.committedAt,
    verdict,
  };
}

/** What reading the state and comparing with the server have shown. */
const nothingNewVerdict = (): Verdict => ({
  ok: true,
  checkedAt: Date.now(),
  checked: ["sizes of all files", "bytes of neostore", "last transaction against the server's"],
  notChecked: ["bytes of the other files", "records of the store", "indexes"],
  findings: [],
});

/** Asks from one before the last transaction we have, so that the server has to show it. */
async function ask(
  client: BackupClient,
  directory: string,
  state: BackupState,
  tracker: Tracker,
  open: () => Promise<FileWriter>,
): Promise<TxWriter> {
  const { lastTx } = state;
  const withOverlap = lastTx >= 2;
  tracker.phase("comparing-overlap");
  const writer = (compare: boolean) =>
    new TxWriter({
      tracker,
      expectedFirst: compare ? lastTx : lastTx + 1,
      onOverlap: compare
        ? async (overlap) => {
            await compareOverlap(directory, state, overlap);
            tracker.note(
              `the server's transaction ${lastTx} is the one we have, ${overlap.bytes} bytes`,
            );
          }
        : undefined,
      open,
    });
  const sameAgain = async (store: StoreIdentity): Promise<void> => {
    if (!sameStore(store, client.store))
      throw new BackupError("unexpected-answer", {
        detail: `the server was store ${describeStore(client.store)}, now it says ${describeStore(store)}`,
      });
  };
  const attempt = async (compare: boolean): Promise<TxWriter> => {
    const txs = writer(compare);
    try {
      await client.incremental(compare ? lastTx - 1 : lastTx, sameAgain, txs.write);
      txs.finish();
      if (compare && !txs.compared)
        throw new BackupError("server-behind", {
          detail: `the backup ends with transaction ${lastTx}, which the server does not have`,
        });
      return txs;
    } catch (error) {
      await txs.abandon();
      throw error;
    }
  };
  if (!withOverlap) return attempt(false);
  try {
    return await attempt(true);
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "transactions-missing") throw error;
    tracker.note(
      `the server no longer has transaction ${lastTx}, asking for the ones after it`,
      "warning",
    );
  }
  // The failure may have come in the middle of the stream.
  await io(directory, () => rm(join(directory, INCOMING), { force: true }));
  Object.assign(tracker.progress, { transactions: 0, bytes: 0 });
  return attempt(false);
}

/** @throws BackupError diverged */
async function compareOverlap(
  directory: string,
  state: BackupState,
  { tx, bytes, sha256 }: Overlap,
): Promise<void> {
  const diverged = (what: string): BackupError =>
    new BackupError("diverged", { detail: `transaction ${tx.id} differs in ${what}` });
  if (tx.checksum !== state.lastTxChecksum) throw diverged("its checksum");
  if (
    state.lastCommitAt !== undefined &&
    state.lastTxPlace &&
    tx.committedAt !== state.lastCommitAt
  )
    throw diverged("its commit time");
  const place = state.lastTxPlace;
  if (!place) return;
  if (place.to - place.from !== bytes) throw diverged("its size");
  if (tx.unordered) return;
  const hash = createHash("sha256");
  for await (const piece of readPieces(join(directory, place.file), place.from, place.to))
    hash.update(piece);
  if (hash.digest("hex") === sha256) return;
  await assertWhole(directory, state, place.file);
  throw diverged("its content");
}

/** Before the server is blamed: is our own log file still what was written? */
async function assertWhole(directory: string, state: BackupState, name: string): Promise<void> {
  const written = state.manifest.logFiles.find((log) => log.name === name);
  const found = await hashFile(directory, name);
  if (written && found.sha256 !== written.sha256)
    throw new BackupError("damaged-backup", {
      detail: `${name} is not what was written (SHA-256 differs)`,
      file: name,
      range: firstDifference(written, found, found.bytes),
    });
}

function scanOf(txs: TxWriter, headerBytes: number) {
  const shift = headerBytes - (txs.firstTx?.from ?? headerBytes);
  const moved = (tx: TxWriter["lastTx"]) =>
    tx && { ...tx, from: tx.from + shift, to: tx.to + shift };
  return {
    header: undefined,
    goodEnd: 0,
    tail: "clean" as const,
    badAt: undefined,
    badDetail: undefined,
    firstTx: moved(txs.firstTx),
    lastTx: moved(txs.lastTx),
    transactions: txs.transactions,
    gap: undefined,
    lastCheckPoint: undefined,
    txBeforeCheckPoint: undefined,
    entryVersion: txs.entryVersion,
  };
}

/** Reads the new file back: its bytes, that every entry is whole, that it follows what we have. */
async function verifyIncoming(
  directory: string,
  txs: TxWriter,
  sha256: string,
  firstTx: number,
  tracker: Tracker,
): Promise<Verdict> {
  const hash = createHash("sha256");
  const scan = await scanLogFile(
    directory,
    INCOMING,
    undefined,
    (piece) => {
      hash.update(piece);
      tracker.progress.verifiedBytes = (tracker.progress.verifiedBytes ?? 0) + piece.length;
      tracker.tell();
    },
    tracker.signal,
  );
  const isSound =
    hash.digest("hex") === sha256 &&
    scan.tail === "clean" &&
    scan.gap === undefined &&
    scan.firstTx?.id === firstTx &&
    scan.lastTx?.id === txs.lastTx?.id;
  if (!isSound)
    throw new BackupError("io-failure", {
      detail: "the new log file read back is not what was written",
    });
  return {
    ok: true,
    checkedAt: Date.now(),
    checked: ["bytes of the new log file", "entries", "continuity with the log before it"],
    notChecked: ["bytes of the base and of earlier log files", "records of the store", "indexes"],
    findings: [],
  };
}
