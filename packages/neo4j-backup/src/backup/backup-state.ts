/**
 * Where a backup stands: its store, its last transaction, and what must be put right before it can be
 * continued. Read from the manifest when nothing but us has touched the directory, else from the files.
 */
import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { putI64 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import { logName, logVersionOf } from "../log/log-header.ts";
import {
  decodeNeostore,
  LOG_VERSION_BYTES,
  NEOSTORE,
  NEOSTORE_HEAD_BYTES,
  type Neostore,
} from "../store/neostore.ts";
import { isNoStoreFile, isTraceOfOpening } from "../store/store-files.ts";
import type { StoreVersionRow } from "../store/store-versions.ts";
import { trailerBytes } from "../store/trailers.ts";
import { io, listFiles, overwrite, readHead, syncDirectory, truncateTo } from "./durable.ts";
import { firstDifference } from "./file-hash.ts";
import { closeLeftOpen } from "./left-open.ts";
import { type LogChain, logVersions, readChain, scanLogFile } from "./log-chain.ts";
import {
  hashFile,
  MANIFEST_FORMAT,
  type Manifest,
  type ManifestLog,
  manifestLog,
  manifestOf,
  PRODUCT,
  readByRecovery,
  type TransactionPlace,
  writeManifest,
} from "./manifest.ts";

export interface BackupState {
  neostore: Neostore;
  /** True to the directory as it is now; not yet written when `isNew`. */
  manifest: Manifest;
  isNew: boolean;
  /** Files whose checksums were only now taken: what they were when they were written is not known. */
  unproven: string[];
  lastTx: number;
  lastCommitAt: number | undefined;
  lastTxChecksum: bigint;
  /** The bytes of the last transaction, when the logs hold it. */
  lastTxPlace: { file: string; from: number; to: number } | undefined;
  /** The log file that record 2 of `neostore` has to name. */
  newestVersion: number;
  /** Number of the log file that would be begun next. */
  nextVersion: number;
  /** What was, or (read only) has to be, repaired, each as a sentence. */
  repairs: string[];
}

/** @throws BackupError damaged-backup, unsupported-store-version */
export async function readNeostore(directory: string): Promise<Neostore> {
  return decodeNeostore(await readHead(join(directory, NEOSTORE), NEOSTORE_HEAD_BYTES));
}

/** Sets record 2, the commit pointer: 8 bytes, durably. */
export function setLogVersion(directory: string, version: number): Promise<void> {
  const bytes = Buffer.alloc(LOG_VERSION_BYTES.length);
  putI64(bytes, 0, version);
  return overwrite(join(directory, NEOSTORE), LOG_VERSION_BYTES.from, bytes);
}

/** True when every file is there with the size the manifest says, and only record 2 of neostore moved. */
async function isUntouched(directory: string, manifest: Manifest): Promise<boolean> {
  for (const { path, bytes, isOpen } of [
    ...manifest.files.map((f) => ({ ...f, isOpen: false })),
    ...manifest.logFiles.map((l) => ({ ...l, path: l.name })),
  ]) {
    const found = await stat(join(directory, path)).catch(() => undefined);
    if (!found || (isOpen ? found.size < bytes : found.size !== bytes)) return false;
  }
  const listed = new Set(manifest.logFiles.map((l) => l.version));
  if ((await logVersions(directory)).some((v) => !listed.has(v))) return false;
  const neostore = manifest.files.find((f) => f.path === NEOSTORE);
  return neostore?.sha256 === (await hashFile(directory, NEOSTORE)).sha256;
}

function stateOf(
  neostore: Neostore,
  manifest: Manifest,
  { isNew, unproven }: Pick<BackupState, "isNew" | "unproven">,
  repairs: string[],
): BackupState {
  const newestVersion = currentVersion(neostore, manifest);
  const last = manifest.logFiles.findLast((l) => l.lastTx !== undefined);
  const place: TransactionPlace | undefined = last?.lastTxPlace;
  const inLog = last?.lastTx !== undefined && place !== undefined;
  return {
    neostore,
    manifest,
    isNew,
    unproven,
    lastTx: inLog ? (last.lastTx as number) : neostore.lastTx,
    lastCommitAt: last?.lastCommitAt,
    lastTxChecksum: inLog ? BigInt(place.checksum) : neostore.lastTxChecksum,
    lastTxPlace: inLog ? { file: last.name, from: place.from, to: place.to } : undefined,
    newestVersion,
    nextVersion: neostore.row.hasCheckPoints ? newestVersion + 1 : newestVersion,
    repairs,
  };
}

/** What record 2 has to say: the newest log file; without check points, that recovery reads it, or has nothing to read. */
function currentVersion({ logVersion, row }: Neostore, { logFiles }: Manifest): number {
  const newest = logFiles.at(-1);
  if (!newest) return logVersion;
  if (row.hasCheckPoints) return Math.max(logVersion, newest.version);
  return newest.grows ? newest.version : newest.version + 1;
}

/** Sets record 2 right where it is not. @param directory locked, if repairs are asked for */
async function pointToNewest(
  directory: string,
  { logVersion }: Neostore,
  state: BackupState,
  { repair }: ReadStateOptions,
): Promise<void> {
  if (logVersion === state.newestVersion) return;
  state.repairs.push(
    `the current log version in neostore was ${logVersion}, set to ${state.newestVersion}`,
  );
  if (repair) await setLogVersion(directory, state.newestVersion);
}

export interface ReadStateOptions {
  manifestPath?: string | undefined;
  /** Repair what can be repaired, and adopt what others changed. Needs the lock. */
  repair: boolean;
  onNote?: (text: string) => void;
  signal?: AbortSignal | undefined;
}

/**
 * @throws BackupError damaged-backup, bad-log, unsupported-store-version; with what is still safe
 */
export async function readState(
  directory: string,
  options: ReadStateOptions,
): Promise<BackupState> {
  for (let look = 1; ; look++) {
    const neostore = await readNeostore(directory);
    const manifest = await manifestOf(directory, options.manifestPath);
    if (manifest && (await isUntouched(directory, manifest)))
      return await untouched(directory, neostore, manifest, options);
    // Whoever only reads may have looked while a follower began another log file.
    const isMoving = !options.repair && manifest && look < LOOKS;
    if (!isMoving) return inventory(directory, neostore, manifest, options);
    const now = await manifestOf(directory, options.manifestPath);
    if (now?.writtenAt === manifest.writtenAt) await new Promise((r) => setTimeout(r, LOOK_MILLIS));
  }
}

/** How often, and how far apart, a directory that is not what its manifest says is looked at again. */
const LOOKS = 4;
const LOOK_MILLIS = 50;

async function untouched(
  directory: string,
  neostore: Neostore,
  found: Manifest,
  options: ReadStateOptions,
): Promise<BackupState> {
  const repairs: string[] = [];
  let manifest = found;
  if (options.repair && found.logFiles.at(-1)?.isOpen) {
    const closed = await closeLeftOpen(directory, found, options.manifestPath);
    manifest = closed.manifest;
    repairs.push(...closed.repairs);
  }
  const state = stateOf(neostore, manifest, PROVEN, repairs);
  await pointToNewest(directory, neostore, state, options);
  return state;
}

/** Reads the whole directory anew: made by the official tool, opened by a Neo4j, or cut by a crash. */
async function inventory(
  directory: string,
  found: Neostore,
  old: Manifest | undefined,
  options: ReadStateOptions,
): Promise<BackupState> {
  const { signal } = options;
  const repairs: string[] = [];
  const files = await listFiles(directory);
  const opened = files.some(isTraceOfOpening);
  if (old && !opened) await assertBaseUntouched(directory, old);
  await repairTail(directory, found, opened ? undefined : old, options, repairs);
  // A log file of which nothing is left is taken away, and record 2 steps back.
  const neostore = await readNeostore(directory);
  const { hasCheckPoints } = neostore.row;
  const chain = await readChain(directory, neostore.logVersion, { signal, hasCheckPoints });
  const oldNewest = opened ? undefined : old?.logFiles.at(-1);
  for (const link of chain.links) {
    const { tail, goodEnd, badDetail } = link.scan;
    if (tail !== "clean" && !(tail !== "garbage" && link === chain.links.at(-1)))
      throw new BackupError("damaged-backup", {
        detail: `${link.name} holds no valid entry at offset ${link.scan.badAt ?? goodEnd}${badDetail ? ` (${badDetail})` : ""}`,
        file: link.name,
        range: [link.scan.badAt ?? goodEnd, link.scan.bytes],
      });
  }
  if (
    chain.last &&
    neostore.lastTx > chain.last.id &&
    !(oldNewest && chain.last.id < (oldNewest.lastTx ?? 0))
  )
    throw new BackupError("damaged-backup", {
      detail: `neostore says transaction ${neostore.lastTx}, but the logs end with ${chain.last.id}`,
      file: chain.last.link.name,
    });
  if (chain.checkPointFileMissing && chain.willReplay)
    throw new BackupError("damaged-backup", {
      detail: "the newest check point names a log file that is missing, and transactions follow it",
    });
  if (hasCheckPoints && !chain.hasCheckPoint && chain.last && chain.links[0]?.version !== 0)
    throw new BackupError("damaged-backup", {
      detail: "no log file holds a check point, so Neo4j could not recover the transactions",
    });
  const foreign = old === undefined || opened;
  const unproven: string[] = [];
  const logFiles: ManifestLog[] = [];
  for (const link of chain.links) {
    const { bytes, ...hashed } = await hashFile(directory, link.name, undefined, signal);
    const found = { ...manifestLog(link.name, link.scan, hashed), bytes };
    const row = link.version === neostore.logVersion ? readByRecovery(neostore.row, found) : found;
    if (!isAsWritten(row, foreign ? undefined : old)) unproven.push(link.name);
    logFiles.push(row);
  }
  const keptBase = !foreign && old !== undefined;
  const manifest: Manifest = {
    format: MANIFEST_FORMAT,
    product: PRODUCT,
    store: neostore.identity,
    dialect: old?.dialect ?? neostore.row.dialects[0] ?? 1,
    baseEndTx: keptBase ? old.baseEndTx : await baseEndOf(directory, neostore, chain),
    needsCheckPoint:
      hasCheckPoints && !chain.willReplay && (chain.checkPointFileMissing || !chain.hasCheckPoint),
    adopted: foreign || old?.adopted === true,
    ...(keptBase && old.copiedAt !== undefined ? { copiedAt: old.copiedAt } : {}),
    writtenAt: new Date().toISOString(),
    files: keptBase ? old.files : await hashBase(directory, files, signal),
    logFiles,
  };
  if (foreign) {
    const by = old
      ? "a Neo4j has opened this directory since"
      : "this directory was not made by Holdfast";
    options.onNote?.(
      `${by}: its ${manifest.files.length + logFiles.length} files were taken stock of anew`,
    );
  }
  if (!keptBase) unproven.push(...manifest.files.map(({ path }) => path));
  const state = stateOf(neostore, manifest, { isNew: true, unproven }, repairs);
  await pointToNewest(directory, neostore, state, options);
  if (options.repair) await writeManifest(manifest, directory, options.manifestPath);
  return state;
}

const PROVEN = { isNew: false, unproven: [] };

/**
 * Whether a log file is the one that the manifest lists; false when the manifest lists none of that size.
 * @throws BackupError damaged-backup when its bytes changed
 */
function isAsWritten(found: ManifestLog, old: Manifest | undefined): boolean {
  const written = old?.logFiles.find((log) => log.name === found.name);
  if (written?.bytes !== found.bytes || written.isOpen) return false;
  if (written.sha256 === found.sha256) return true;
  throw new BackupError("damaged-backup", {
    detail: `${found.name} is not what was written (SHA-256 differs)`,
    file: found.name,
    range: firstDifference(written, found, found.bytes),
  });
}

/** The stores may hold parts of all transactions up to this one, and hold all before it. */
async function baseEndOf(
  directory: string,
  { row, lastTx }: Neostore,
  { beforeCheckPoint, hasCheckPoint, last }: LogChain,
): Promise<number> {
  if (hasCheckPoint) return Math.max(beforeCheckPoint ?? lastTx, 1);
  if (row.hasCheckPoints || (await isCleanlyClosed(directory, row))) return lastTx;
  return Math.max(lastTx, last?.id ?? 0);
}

/** Of a line whose files have trailers: nothing has written to them since. */
async function isCleanlyClosed(directory: string, { version }: StoreVersionRow): Promise<boolean> {
  const whole = await readHead(join(directory, NEOSTORE), NEOSTORE_HEAD_BYTES);
  return trailerBytes(NEOSTORE, whole, version) > 0;
}

async function assertBaseUntouched(directory: string, manifest: Manifest): Promise<void> {
  const older = manifest.logFiles.slice(0, -1);
  for (const { path, bytes } of [
    ...manifest.files,
    ...older.map((l) => ({ path: l.name, bytes: l.bytes })),
  ]) {
    const found = await stat(join(directory, path)).catch(() => undefined);
    if (found?.size !== bytes)
      throw new BackupError("damaged-backup", {
        detail: found
          ? `${path} has ${found.size} bytes, but ${bytes} were written`
          : `${path} is missing`,
        file: path,
        range: [Math.min(found?.size ?? 0, bytes), Math.max(found?.size ?? 0, bytes)],
      });
  }
  const neostore = manifest.files.find((f) => f.path === NEOSTORE);
  if (neostore && neostore.sha256 !== (await hashFile(directory, NEOSTORE)).sha256)
    throw new BackupError("damaged-backup", {
      detail: "neostore was changed, but not by a Neo4j that opened this directory",
      file: NEOSTORE,
    });
}

/**
 * A torn or zero tail of the newest log is cut behind its last whole transaction; a log of which
 * nothing is left is removed.
 * @param old what was written, when nobody but us has touched the directory since
 */
async function repairTail(
  directory: string,
  neostore: Neostore,
  old: Manifest | undefined,
  options: ReadStateOptions,
  repairs: string[],
): Promise<void> {
  const versions = await logVersions(directory);
  const newest = versions.at(-1);
  if (newest === undefined || newest < neostore.logVersion) return;
  const name = logName(newest);
  const scan = await scanLogFile(directory, name, undefined, undefined, options.signal);
  const written = old?.logFiles.find((l) => l.name === name);
  const isShort = written !== undefined && scan.goodEnd < written.bytes;
  const isHeadless = scan.header === undefined && versions.length > 1;
  if (scan.tail === "clean" && !isShort && !isHeadless) return;
  // Behind what our manifest lists there is nothing of ours, whatever it looks like.
  if (scan.tail === "garbage" && written?.bytes !== scan.goodEnd) return;
  const isInBase = (scan.lastTx?.id ?? neostore.lastTx) >= (old?.baseEndTx ?? 0);
  if (isShort && written === old?.logFiles[0] && !(written.grows && isInBase))
    throw new BackupError("damaged-backup", {
      detail: `${name}, which the base needs, ends at ${scan.goodEnd} of ${written.bytes} bytes`,
      file: name,
      range: [scan.goodEnd, written.bytes],
    });
  const isEmpty = scan.transactions === 0 && scan.lastCheckPoint === undefined;
  const { hasCheckPoints } = neostore.row;
  const isRemoved = isHeadless || (hasCheckPoints && isEmpty && versions.includes(newest - 1));
  if (!isRemoved && scan.header === undefined) return;
  const lost = (written?.lastTx ?? 0) - (scan.lastTx?.id ?? (written?.firstTx ?? 1) - 1);
  const lostText =
    written && lost > 0 ? `; ${lost} transactions of it are gone and are asked for again` : "";
  const done = isRemoved ? "nothing whole was left of it, removed" : `cut at ${scan.goodEnd}`;
  repairs.push(
    `${name} ended in ${scan.bytes - scan.goodEnd} bytes that are no whole transaction, ${done}${lostText}`,
  );
  if (!options.repair) return;
  if (!isRemoved) return truncateTo(join(directory, name), scan.goodEnd);
  if (hasCheckPoints && neostore.logVersion === newest) await setLogVersion(directory, newest - 1);
  await io(name, () => rm(join(directory, name)));
  await syncDirectory(directory);
}

async function hashBase(directory: string, files: string[], signal?: AbortSignal) {
  const base = files.filter((f) => !isNoStoreFile(f) && logVersionOf(f) === undefined);
  const rows: Manifest["files"] = [];
  for (const path of base)
    rows.push({ path, ...(await hashFile(directory, path, undefined, signal)) });
  return rows;
}
