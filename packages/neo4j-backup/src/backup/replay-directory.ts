/**
 * Replays a backup's transactions onto a scratch copy of its base, without a JVM. The copy's log and check
 * point stay as they are: to a Neo4j it is a database that crashed just after its pages were written.
 */
import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { readEntries } from "../log/entries.ts";
import { LOG_HEADER_BYTES, logName } from "../log/log-header.ts";
import type { BrokenLaw } from "../replay/before-images.ts";
import { CountsDeltas } from "../replay/counts-deltas.ts";
import { PageCache } from "../replay/page-cache.ts";
import { RecordFileSet } from "../replay/record-file-set.ts";
import { Replayer } from "../replay/replayer.ts";
import { COUNTS_FILES, decodeCounts, encodeCounts, newestCounts } from "../store/counts-store.ts";
import { encodeClosedPosition, NEOSTORE, NEOSTORE_RECORD } from "../store/neostore.ts";
import { encodeNeostoreValue } from "../store/neostore-values.ts";
import { recordFormat } from "../store/record-formats.ts";
import { STORES } from "../store/records.ts";
import { isNoStoreFile } from "../store/store-files.ts";
import type { StoreVersionRow } from "../store/store-versions.ts";
import {
  countsTrailer,
  FILES_WITH_TRAILERS,
  MOST_TRAILER_BYTES,
  trailerBytes,
} from "../store/trailers.ts";
import { readNeostore } from "./backup-state.ts";
import { freeSpace, RESERVE_BYTES } from "./disk-space.ts";
import {
  exists,
  io,
  isMissing,
  listFiles,
  overwrite,
  readPieces,
  readRange,
  truncateTo,
} from "./durable.ts";
import { logVersions } from "./log-chain.ts";
import { type ReplayRange, replayRange } from "./replay-range.ts";
import { canClone, ScratchCopy, type ScratchPurpose } from "./scratch-copy.ts";

const MIB = 1024 * 1024;
const CACHE_BYTES = 64 * MIB;
/** Between two pieces of the log, files become writable, and a cancelled replay ends. */
const PIECE_BYTES = MIB / 4;

export interface ReplayOptions {
  /** A backup. Nothing is written to it. */
  directory: string;
  /** Where its manifest lies; default `holdfast.manifest.json` in the directory. */
  manifestPath?: string;
  /** Where the copy is made: missing or empty, outside of the backup. The caller removes it. */
  scratch: string;
  /** Default `check`. */
  purpose?: ScratchPurpose;
  /** The last transaction to apply; default: the newest. */
  toTransaction?: number;
  signal?: AbortSignal;
  onProgress?: (progress: ReplayProgress) => void;
  /** Pages kept in memory; default 64 MiB. */
  cacheBytes?: number;
}

export interface ReplayProgress {
  phase: "reading-log" | "copying" | "replaying";
  logBytes: number;
  totalLogBytes: number;
  transactions: number;
  commands: number;
}

export interface ReplayPlan {
  logBytes: number;
  lastTx: number;
  baseEndTx: number;
  /** The file system makes copies without copying blocks. */
  canClone: boolean;
  /** What the copy takes at most. */
  neededBytes: number;
  freeBytes: number;
}

export interface Replayed {
  scratch: string;
  /** The transaction that the copy is as of. */
  lastTx: number;
  lastCommitAt: number | undefined;
  baseEndTx: number;
  /** The first transaction that was applied, when any was. */
  firstTx: number | undefined;
  transactions: number;
  commands: number;
  logBytes: number;
  /** The store files that changed. */
  changedFiles: string[];
  bytesCopied: number;
  /** The transaction that the counts store is as of; undefined when the base has none that is sound. */
  countsTx: number | undefined;
  /**
   * Commands behind the base's end whose before-image was not what the store held: the log does not belong
   * to this base, or one of the two is damaged. The first 100, and how many in all.
   */
  brokenLaws: BrokenLaw[];
  brokenLawCount: number;
  pagesRead: number;
  pagesWritten: number;
  durationMillis: number;
}

/** Says what a replay would read and need, and does nothing. @throws as {@link replay} */
export async function planReplay(options: Omit<ReplayOptions, "cacheBytes">): Promise<ReplayPlan> {
  const { range } = await prepare(options);
  return spaceOf(options, range);
}

/**
 * Makes the scratch copy, and applies the transactions from where Neo4j's own recovery would begin.
 * @throws BackupError no-backup, damaged-backup, bad-log, not-a-restore-point, not-empty, no-space,
 *   io-failure, cancelled
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const startedAt = performance.now();
  const { directory, purpose = "check", signal } = options;
  const progress = progressOf(options);
  const { range, row } = await prepare(options);
  progress.set({ phase: "copying", totalLogBytes: range.logBytes });
  const scratch = await ScratchCopy.make(directory, options.scratch, purpose);
  try {
    const { neededBytes, freeBytes } = await spaceOf(options, range);
    if (freeBytes < neededBytes + RESERVE_BYTES)
      throw new BackupError("no-space", {
        detail: `the scratch copy needs up to ${neededBytes} bytes, but only ${freeBytes} are free in ${scratch.directory}`,
      });
    if (purpose === "open") {
      await scratch.copyAll(signal);
      if (options.toTransaction !== undefined) await cutLogs(scratch.directory, range);
    }
    const done = await apply(scratch, { range, row }, options, progress);
    return { ...done, durationMillis: performance.now() - startedAt };
  } finally {
    scratch.close();
  }
}

/**
 * The same for a directory that is a copy already, such as a restored database that no Neo4j has opened.
 * @throws as {@link replay}
 */
export async function replayInPlace(
  options: Omit<ReplayOptions, "scratch" | "purpose" | "toTransaction">,
): Promise<Replayed> {
  const startedAt = performance.now();
  const progress = progressOf(options);
  const { range, row } = await prepare(options);
  const scratch = ScratchCopy.adopt(options.directory);
  try {
    for (const path of await listFiles(scratch.directory))
      if (/^neostore.*\.id$/.test(path)) await io(path, () => rm(join(scratch.directory, path)));
    const done = await apply(scratch, { range, row }, options, progress);
    return { ...done, durationMillis: performance.now() - startedAt };
  } finally {
    scratch.close();
  }
}

interface Progress {
  set(change: Partial<ReplayProgress>): void;
}
function progressOf({ onProgress }: Pick<ReplayOptions, "onProgress">): Progress {
  let now: ReplayProgress = {
    phase: "reading-log",
    logBytes: 0,
    totalLogBytes: 0,
    transactions: 0,
    commands: 0,
  };
  return {
    set: (change) => {
      now = { ...now, ...change };
      onProgress?.(now);
    },
  };
}

type PrepareOptions = Pick<ReplayOptions, "directory" | "manifestPath" | "signal"> & {
  toTransaction?: number;
};

async function prepare(
  options: PrepareOptions,
): Promise<{ range: ReplayRange; row: StoreVersionRow }> {
  const { directory } = options;
  if (!(await exists(join(directory, NEOSTORE))))
    throw new BackupError("no-backup", { detail: directory });
  const neostore = await readNeostore(directory);
  return { range: await replayRange(directory, neostore, options), row: neostore.row };
}

async function spaceOf(
  { directory, scratch, purpose = "check" }: Omit<ReplayOptions, "cacheBytes">,
  range: ReplayRange,
): Promise<ReplayPlan> {
  const names =
    purpose === "open"
      ? (await listFiles(directory)).filter((path) => !isNoStoreFile(path))
      : [...Object.values(STORES).map(({ file }) => file), NEOSTORE];
  let bytes = 0;
  for (const name of names) {
    const found = await stat(join(directory, name)).catch(() => undefined);
    bytes += found?.size ?? 0;
  }
  let place = resolve(scratch);
  while (!(await exists(place))) place = dirname(place);
  const clones = await canClone(join(directory, NEOSTORE), place);
  const { freeBytes } = await freeSpace(place);
  return {
    logBytes: range.logBytes,
    lastTx: range.lastTx,
    baseEndTx: range.baseEndTx,
    canClone: clones,
    // Records are smaller than the commands that make them, but for the padding of small dynamic values.
    neededBytes: clones ? Math.min(bytes, range.logBytes) + range.logBytes : bytes + range.logBytes,
    freeBytes,
  };
}

/** Leaves what a cut behind the range's last transaction leaves. */
async function cutLogs(directory: string, { keep }: ReplayRange): Promise<void> {
  if (!keep) return;
  for (const version of await logVersions(directory))
    if (version > keep.version) await io(directory, () => rm(join(directory, logName(version))));
  await truncateTo(join(directory, logName(keep.version)), keep.to);
}

async function apply(
  scratch: ScratchCopy,
  { range, row }: { range: ReplayRange; row: StoreVersionRow },
  options: Pick<ReplayOptions, "signal" | "cacheBytes">,
  progress: Progress,
): Promise<Omit<Replayed, "durationMillis">> {
  const cache = new PageCache(options.cacheBytes ?? CACHE_BYTES);
  const format = recordFormat(row.records);
  const files = new RecordFileSet(cache, format, (name) => scratch.file(name));
  await cutTrailers(scratch, row);
  const counts = await readCounts(scratch);
  const deltas = counts && new CountsDeltas(counts.counts);
  const lawFrom = range.baseEndTx + 1;
  const replayer = new Replayer((store) => files.of(store), format, deltas, lawFrom);
  let logBytes = 0;
  progress.set({ phase: "replaying", totalLogBytes: range.logBytes });

  for (const piece of range.pieces) {
    const pieces = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.alloc(LOG_HEADER_BYTES);
      const path = join(scratch.base, piece.name);
      for await (const chunk of readPieces(path, piece.from, piece.to, options.signal))
        for (let at = 0; at < chunk.length; at += PIECE_BYTES) {
          yield chunk.subarray(at, at + PIECE_BYTES);
          logBytes += Math.min(PIECE_BYTES, chunk.length - at);
          await scratch.settle(files.changed());
          const { transactions, commands } = replayer;
          progress.set({ logBytes, transactions, commands });
        }
    };
    await readEntries(pieces(), (entry) => replayer.apply(entry));
  }
  await scratch.settle(files.changed());
  cache.flush();
  await writeNeostore(scratch, range, replayer, row);
  const countsTx = counts && (await writeCounts(scratch, counts, deltas, { range, row }));
  return {
    scratch: scratch.directory,
    lastTx: range.lastTx,
    lastCommitAt: range.last?.committedAt,
    baseEndTx: range.baseEndTx,
    firstTx: replayer.firstTx,
    transactions: replayer.transactions,
    commands: replayer.commands,
    logBytes: range.logBytes,
    changedFiles: files.changed(),
    bytesCopied: scratch.bytesCopied,
    countsTx,
    brokenLaws: replayer.firstBrokenLaws,
    brokenLawCount: replayer.brokenLaws,
    pagesRead: cache.reads,
    pagesWritten: cache.writes,
  };
}

/** Behind the last record there is room for the next one, as in a store that is open. */
async function cutTrailers(scratch: ScratchCopy, { hasTrailers, version }: StoreVersionRow) {
  if (!hasTrailers) return;
  for (const name of FILES_WITH_TRAILERS) {
    const path = join(scratch.directory, name);
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    const from = Math.max(0, found.size - MOST_TRAILER_BYTES);
    const cut = trailerBytes(name, await readRange(path, from, MOST_TRAILER_BYTES), version);
    if (cut > 0) await truncateTo(await scratch.own(name), found.size - cut);
  }
}

/** Records 3, 9, 11, 12 and, where there is one, 13 as after a recovery, what commands say of 5 and 6, and 2 as a cut leaves it. */
async function writeNeostore(
  scratch: ScratchCopy,
  { last, keep }: ReplayRange,
  replayer: Replayer,
  { neostoreRecords }: StoreVersionRow,
): Promise<void> {
  const path = await scratch.own(NEOSTORE);
  const put = ({ offset, bytes }: { offset: number; bytes: Buffer }) =>
    overwrite(path, offset, bytes);
  if (keep) await put(encodeNeostoreValue("logVersion", BigInt(keep.version)));
  if (replayer.lastTx !== undefined && last) {
    await put(encodeNeostoreValue("lastTx", BigInt(last.id)));
    await put(encodeNeostoreValue("lastTxChecksum", last.checksum));
    if (neostoreRecords > NEOSTORE_RECORD.closedOffset)
      await put(encodeClosedPosition(last.version, last.to));
    if (neostoreRecords > NEOSTORE_RECORD.lastCommittedAt)
      await put(encodeNeostoreValue("lastCommittedAt", BigInt(last.committedAt)));
  }
  const { firstGraphProperty, lastConstraintTx } = replayer;
  if (firstGraphProperty !== undefined)
    await put(encodeNeostoreValue("firstGraphProperty", BigInt(firstGraphProperty)));
  if (lastConstraintTx !== undefined)
    await put(encodeNeostoreValue("lastConstraintTx", BigInt(lastConstraintTx)));
}

type FoundCounts = NonNullable<ReturnType<typeof newestCounts>>;

async function readCounts(scratch: ScratchCopy): Promise<FoundCounts | undefined> {
  const files = await Promise.all(
    COUNTS_FILES.map(async (name) => {
      try {
        return decodeCounts(await readFile(join(scratch.directory, name)));
      } catch (error) {
        if (isMissing(error)) return { problem: "it is missing" };
        throw error;
      }
    }),
  );
  return newestCounts(files);
}

/** The other of the two files, as Neo4j does. @returns the transaction it is as of */
async function writeCounts(
  scratch: ScratchCopy,
  { index, counts }: FoundCounts,
  deltas: CountsDeltas | undefined,
  { range: { lastTx }, row }: { range: ReplayRange; row: StoreVersionRow },
): Promise<number> {
  if (!deltas || lastTx <= counts.txId) return counts.txId;
  const path = join(scratch.directory, COUNTS_FILES[1 - index] as string);
  await io(path, () => rm(path, { force: true }));
  const whole = encodeCounts(deltas.asOfTx(lastTx));
  const trailer = row.hasTrailers ? countsTrailer(row.version) : Buffer.alloc(0);
  await io(path, () => writeFile(path, Buffer.concat([whole, trailer])));
  return lastTx;
}
