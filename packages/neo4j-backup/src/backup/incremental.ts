/**
 * An incremental backup: one new log file, published by rename, then record 2. Of a line that recovers one log file
 * only: what came is added to that file, see `extend`.
 */
import { createHash } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { Verdict } from "../catalogue/outcomes.ts";
import { encodeLogHeader, LOG_HEADER_BYTES, logName } from "../log/log-header.ts";
import { encodeCheckPoint } from "../log/log-walker.ts";
import type { BackupClient } from "../protocol/client.ts";
import { ask, assertSameStore } from "./ask.ts";
import { type BackupState, setLogVersion } from "./backup-state.ts";
import { PullSink } from "./continuous-sink.ts";
import { requireSpace, SpaceWatch } from "./disk-space.ts";
import { io, syncDirectory } from "./durable.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { scanLogFile } from "./log-chain.ts";
import {
  growingLog,
  type Manifest,
  type ManifestLog,
  manifestLog,
  readByRecovery,
  writeManifest,
} from "./manifest.ts";
import { OpenLog } from "./open-log.ts";
import { INCOMING } from "./target.ts";
import type { Tracker } from "./tracker.ts";
import type { TxSink, TxWriter } from "./tx-writer.ts";

export interface IncrementalOptions {
  tracker: Tracker;
  manifestPath?: string | undefined;
  verify: boolean;
}

export interface IncrementalResult {
  manifest: Manifest;
  /** Undefined when there was nothing new. */
  logFile: ManifestLog | undefined;
  /** The first transaction that came. */
  firstTx: number | undefined;
  lastTx: number;
  lastCommitAt: number | undefined;
  verdict: Verdict | undefined;
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
    return growingLog(state.manifest)
      ? await extend(client, directory, state, options)
      : await pull(client, directory, state, options);
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
  const watch = new SpaceWatch(directory);
  await watch.check();
  const pool = new WriterPool(watch);
  const header = headOfNext(state);
  const open = async (): Promise<FileWriter> => {
    tracker.phase("receiving-transactions");
    const file = await FileWriter.create(join(directory, INCOMING), pool);
    await file.write(header);
    return file;
  };
  const txs = await ask(client, directory, state, { tracker, open });
  if (!txs.file || !txs.lastTx) return nothingNew(state, options);
  const published = await publish(directory, state, {
    ...options,
    txs,
    file: txs.file,
    pool,
    header,
  });
  return {
    ...published,
    firstTx: txs.firstTx?.id,
    lastTx: txs.lastTx.id,
    lastCommitAt: txs.lastTx.committedAt,
  };
}

/** Adds what came to the one log file. */
async function extend(
  client: BackupClient,
  directory: string,
  state: BackupState,
  options: IncrementalOptions,
): Promise<IncrementalResult> {
  const { tracker, manifestPath, verify } = options;
  await new SpaceWatch(directory).check();
  const open = async (): Promise<PullSink> => {
    tracker.phase("receiving-transactions");
    return new PullSink(directory, headOfNext(state));
  };
  const txs = await ask(client, directory, state, { tracker, open });
  if (!txs.file || !txs.lastTx) return nothingNew(state, options);
  const answer = await txs.file.whole();
  tracker.phase("writing");
  await requireSpace(directory, answer.bytes);
  if (tracker.signal?.aborted) throw new BackupError("cancelled");
  tracker.phase("publishing");
  const log = await OpenLog.reopen(directory, state.manifest, manifestPath, Date.now());
  try {
    await log.add(answer, txs);
  } catch (error) {
    // What cannot be closed now is closed by the next run.
    await log.close(state.manifest).catch(() => log.abandon());
    throw error;
  }
  const manifest = await log.close(state.manifest);
  await rm(join(directory, INCOMING), { force: true });
  return {
    manifest,
    logFile: manifest.logFiles.at(-1),
    firstTx: txs.firstTx?.id,
    lastTx: txs.lastTx.id,
    lastCommitAt: txs.lastTx.committedAt,
    verdict: verify ? extendedVerdict() : undefined,
  };
}

const nothingNew = (state: BackupState, { verify }: IncrementalOptions): IncrementalResult => ({
  manifest: state.manifest,
  logFile: undefined,
  firstTx: undefined,
  lastTx: state.lastTx,
  lastCommitAt: state.lastCommitAt,
  verdict: verify ? nothingNewVerdict() : undefined,
});

export interface Publishing extends IncrementalOptions {
  txs: TxWriter<TxSink>;
  /** `INCOMING`, with everything written to it but not closed. */
  file: FileWriter;
  pool: WriterPool;
  /** What stands before the first transaction in it. */
  header: Buffer;
  /** More transactions will be added to it. */
  isOpen?: boolean;
}

/** Makes what has arrived the next log file: proved, renamed, then named by record 2. */
export async function publish(
  directory: string,
  state: BackupState,
  { tracker, verify, txs, file, pool, header, isOpen = false, manifestPath }: Publishing,
): Promise<Pick<IncrementalResult, "manifest" | "verdict"> & { logFile: ManifestLog }> {
  const version = state.nextVersion;
  tracker.phase("writing");
  await file.close();
  await pool.drained();
  const { bytes, ...hashed } = file.written();
  const name = logName(version);
  let verdict: Verdict | undefined;
  if (verify) {
    tracker.phase("verifying");
    verdict = await verifyIncoming(directory, txs, hashed.sha256, state.lastTx + 1, tracker);
  }
  if (tracker.signal?.aborted) throw new BackupError("cancelled");
  tracker.phase("publishing");
  const row = manifestLog(name, { ...scanOf(txs, header.length), bytes }, hashed);
  const logFile: ManifestLog = {
    ...readByRecovery(state.neostore.row, row),
    ...(isOpen ? { isOpen } : {}),
  };
  await io(name, () => rename(join(directory, INCOMING), join(directory, name)));
  await syncDirectory(directory);
  await setLogVersion(directory, version);
  const manifest: Manifest = {
    ...state.manifest,
    needsCheckPoint: false,
    writtenAt: new Date().toISOString(),
    logFiles: [...state.manifest.logFiles, logFile],
  };
  await writeManifest(manifest, directory, manifestPath);
  return { manifest, logFile, verdict };
}

/** What stands before the first transaction of the next log file. */
export const headOfNext = (state: BackupState): Buffer => {
  const version = state.nextVersion;
  return Buffer.concat([
    encodeLogHeader({ version, lastTx: state.lastTx }),
    ...(state.manifest.needsCheckPoint
      ? [encodeCheckPoint(state.neostore.row.entryVersion, version, LOG_HEADER_BYTES)]
      : []),
  ]);
};

/** What adding has shown: the file's bytes were hashed before, those added were walked and read back. */
const extendedVerdict = (): Verdict => ({
  ok: true,
  checkedAt: Date.now(),
  checked: ["bytes of the log file", "entries that were added", "continuity with those before"],
  notChecked: ["bytes of the base", "records of the store", "indexes"],
  findings: [],
});

/** What reading the state and comparing with the server have shown. */
const nothingNewVerdict = (): Verdict => ({
  ok: true,
  checkedAt: Date.now(),
  checked: ["sizes of all files", "bytes of neostore", "last transaction against the server's"],
  notChecked: ["bytes of the other files", "records of the store", "indexes"],
  findings: [],
});

/** The transactions of an answer as a scan of the file would show them. @param headerBytes where the first one lies */
export function scanOf(txs: TxWriter<TxSink>, headerBytes: number) {
  const shift = headerBytes - (txs.firstTx?.from ?? headerBytes);
  const moved = (tx: TxWriter<TxSink>["lastTx"]) =>
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
  txs: TxWriter<TxSink>,
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
