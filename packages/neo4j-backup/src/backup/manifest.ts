/** What a backup consists of, with checksums: written after the files it lists. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { LogFileSummary, StoreIdentity } from "../catalogue/outcomes.ts";
import { logVersionOf } from "../log/log-header.ts";
import type { ScannedLog } from "../log/log-scan.ts";
import { LOG_VERSION_BYTES, NEOSTORE } from "../store/neostore.ts";
import { OWN_MANIFEST } from "../store/store-files.ts";
import type { StoreVersionRow } from "../store/store-versions.ts";
import { io, isMissing, readPieces, writeWhole } from "./durable.ts";
import { FileHash, type HashedFile } from "./file-hash.ts";
import { journalPathOf, newestEntry } from "./open-journal.ts";

export const MANIFEST_FORMAT = 1;
export const PRODUCT = "holdfast neo4j-backup 0.1.0";

/** `neostore` is hashed with the 8 bytes of record 2 read as zeros, since they may change. */
export interface ManifestFile extends HashedFile {
  path: string;
  bytes: number;
}

/** Where the last transaction of a log file lies, for the comparison with the server's. */
export interface TransactionPlace {
  from: number;
  to: number;
  /** Neostore record 9's form, as a decimal string. */
  checksum: string;
}

export interface ManifestLog extends LogFileSummary, HashedFile {
  lastTxPlace?: TransactionPlace;
}

/** What is behind the bytes of its row is no part of the backup, or not yet. */
export const mayGrow = ({ isOpen, grows }: Pick<ManifestLog, "isOpen" | "grows">): boolean =>
  isOpen === true || grows === true;

/** The log file that every incremental backup adds to; undefined where each begins one of its own. */
export function growingLog({ logFiles }: Pick<Manifest, "logFiles">): ManifestLog | undefined {
  const newest = logFiles.at(-1);
  return newest?.grows ? newest : undefined;
}

/** The row of the log file that recovery reads, as a line of Neo4j has it. */
export const readByRecovery = (
  { hasCheckPoints }: StoreVersionRow,
  log: ManifestLog,
): ManifestLog => (hasCheckPoints ? log : { ...log, grows: true });

export interface Manifest {
  format: typeof MANIFEST_FORMAT;
  product: string;
  store: StoreIdentity;
  dialect: 1 | 2;
  baseEndTx: number;
  /** The first incremental after it must begin its log file with a check point. */
  needsCheckPoint: boolean;
  /** Set when the directory was not made by this tool alone. */
  adopted: boolean;
  /** When the copy of the base ended, by this machine's clock, milliseconds since the epoch. */
  copiedAt?: number;
  writtenAt: string;
  files: ManifestFile[];
  logFiles: ManifestLog[];
}

export const manifestPathOf = (directory: string, manifestPath?: string): string =>
  manifestPath ?? join(directory, OWN_MANIFEST);

const isRecord = (v: unknown): v is Record<string, unknown> => typeof v === "object" && v !== null;
const isCount = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
const isHash = (v: unknown): boolean => typeof v === "string" && /^[0-9a-f]{64}$/.test(v);
const areMarks = (v: unknown): boolean =>
  v === undefined || (typeof v === "string" && /^[\w+/]+={0,2}$/.test(v));

function isManifest(v: unknown): v is Manifest {
  if (!isRecord(v) || v.format !== MANIFEST_FORMAT || !isRecord(v.store)) return false;
  const { creationTime, randomId, storeVersion } = v.store;
  return (
    Number.isSafeInteger(creationTime) &&
    typeof randomId === "string" &&
    /^-?\d{1,20}$/.test(randomId) &&
    typeof storeVersion === "string" &&
    (v.dialect === 1 || v.dialect === 2) &&
    isCount(v.baseEndTx) &&
    typeof v.needsCheckPoint === "boolean" &&
    (v.copiedAt === undefined || Number.isSafeInteger(v.copiedAt)) &&
    Array.isArray(v.files) &&
    v.files.every(isManifestFile) &&
    Array.isArray(v.logFiles) &&
    v.logFiles.every(isManifestLog)
  );
}

function isManifestFile(f: unknown): boolean {
  return (
    isRecord(f) && isInside(f.path) && isCount(f.bytes) && isHash(f.sha256) && areMarks(f.marks)
  );
}

/** Nothing outside the directory is ever opened because a manifest says so. */
function isInside(path: unknown): boolean {
  if (typeof path !== "string") return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

function isManifestLog(f: unknown, i: number, all: unknown[]): boolean {
  if (!isRecord(f) || typeof f.name !== "string" || logVersionOf(f.name) !== f.version)
    return false;
  const before = all[i - 1];
  if (isRecord(before) && f.version !== (before.version as number) + 1) return false;
  if (!isCount(f.bytes) || !isCount(f.transactions)) return false;
  if (!isHash(f.sha256) || !areMarks(f.marks)) return false;
  if (!isOfNewest(f.isOpen, i, all) || !isOfNewest(f.grows, i, all)) return false;
  if (f.transactions === 0) return f.lastTx === undefined;
  return (
    isCount(f.firstTx) &&
    isCount(f.lastTx) &&
    Number.isSafeInteger(f.lastCommitAt) &&
    isPlace(f.lastTxPlace)
  );
}

const isOfNewest = (flag: unknown, i: number, all: unknown[]): boolean =>
  flag === undefined || (typeof flag === "boolean" && i === all.length - 1);

export const isPlace = (p: unknown): boolean =>
  isRecord(p) &&
  isCount(p.from) &&
  isCount(p.to) &&
  typeof p.checksum === "string" &&
  /^-?\d{1,20}$/.test(p.checksum);

/**
 * The manifest of a directory; undefined when there is none. A log file that a follower adds to is listed
 * as far as it was acknowledged.
 * @throws BackupError damaged-backup when it is there but is not one
 */
export async function manifestOf(
  directory: string,
  manifestPath?: string,
): Promise<Manifest | undefined> {
  const path = manifestPathOf(directory, manifestPath);
  for (let look = 0; ; look++) {
    const manifest = await readManifest(path);
    const newest = manifest?.logFiles.at(-1);
    if (!manifest || newest?.isOpen !== true) return manifest;
    const entry = await newestEntry(journalPathOf(path), newest);
    // Without a journal nothing was added yet, or the file was closed between the two looks.
    if (!entry && look === 0) continue;
    if (!entry) return manifest;
    return { ...manifest, logFiles: [...manifest.logFiles.slice(0, -1), { ...newest, ...entry }] };
  }
}

async function readManifest(path: string): Promise<Manifest | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw await io(path, () => Promise.reject(error));
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BackupError("damaged-backup", { detail: `${path} is not JSON`, cause: error });
  }
  if (!isManifest(parsed))
    throw new BackupError("damaged-backup", {
      detail: `${path} is no manifest of format ${MANIFEST_FORMAT}`,
    });
  return parsed;
}

export const writeManifest = (
  manifest: Manifest,
  directory: string,
  manifestPath?: string,
): Promise<void> =>
  writeWhole(manifestPathOf(directory, manifestPath), `${JSON.stringify(manifest, null, 1)}\n`);

/** SHA-256 of a file, and its size; record 2 of `neostore` is read as zeros. */
export async function hashFile(
  directory: string,
  path: string,
  onBytes?: (bytes: number) => void,
  signal?: AbortSignal,
): Promise<HashedFile & { bytes: number }> {
  const hash = new FileHash();
  let bytes = 0;
  for await (const piece of readPieces(join(directory, path), 0, undefined, signal)) {
    if (
      path === NEOSTORE &&
      bytes === 0 &&
      piece.length >= LOG_VERSION_BYTES.from + LOG_VERSION_BYTES.length
    )
      piece.fill(0, LOG_VERSION_BYTES.from, LOG_VERSION_BYTES.from + LOG_VERSION_BYTES.length);
    hash.update(piece);
    bytes += piece.length;
    onBytes?.(piece.length);
  }
  return { bytes, ...hash.digest() };
}

/** A log file's row out of what its scan found. */
export function manifestLog(name: string, scan: ScannedLog, hashed: HashedFile): ManifestLog {
  const { firstTx, lastTx } = scan;
  return {
    name,
    version: logVersionOf(name) ?? -1,
    bytes: scan.bytes,
    sha256: hashed.sha256,
    ...(hashed.marks === undefined ? {} : { marks: hashed.marks }),
    transactions: scan.transactions,
    ...(firstTx && lastTx
      ? {
          firstTx: firstTx.id,
          lastTx: lastTx.id,
          firstCommitAt: firstTx.committedAt,
          lastCommitAt: lastTx.committedAt,
          lastTxPlace: {
            from: lastTx.from,
            to: lastTx.to,
            checksum: lastTx.checksum.toString(),
          },
        }
      : {}),
  };
}

/** The public part of a row. */
export function summaryOf({ lastTxPlace: _, marks: __, ...summary }: ManifestLog): LogFileSummary {
  return summary;
}

/** The dialect it was received in; of a directory that somebody else made it is a guess. */
export const knownDialect = ({
  adopted,
  dialect,
}: Pick<Manifest, "adopted" | "dialect">): 1 | 2 | undefined => (adopted ? undefined : dialect);
