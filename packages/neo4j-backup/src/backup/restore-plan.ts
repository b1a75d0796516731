/** What a restore would do: which files, up to which transaction, and what is left out. */
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import type { RestorePlan, RestorePoint } from "../catalogue/restore.ts";
import { neo4jOf } from "../store/store-versions.ts";
import { type BackupState, readState } from "./backup-state.ts";
import { freeSpace, RESERVE_BYTES } from "./disk-space.ts";
import { exists } from "./durable.ts";
import { locate } from "./locate.ts";
import { LOCK_NAME } from "./lock.ts";
import { scanLogFile } from "./log-chain.ts";
import type { ManifestLog } from "./manifest.ts";

/** Seen with Neo4j 2.3.3 on a slow machine: about 18 MB of log and 3,600 transactions a second. */
const REPLAY_BYTES_PER_SECOND = 18_000_000;
const REPLAY_TRANSACTIONS_PER_SECOND = 3_600;

export interface RestorePlanOptions {
  /** Default: the newest transaction. */
  to?: RestorePoint;
  manifestPath?: string;
  /** Where it would go: makes free space and emptiness part of the plan. */
  target?: string;
  signal?: AbortSignal;
}

/** A plan, and what carrying it out needs to know. */
export interface PreparedRestore {
  plan: RestorePlan;
  state: BackupState;
  /** Log files to copy, ascending; the last one up to `cutAt`, its bytes if it is whole. */
  logs: { log: ManifestLog; cutAt: number }[];
}

/**
 * Reads the backup, and finds the point.
 * @throws BackupError no-backup, damaged-backup, bad-log, not-a-restore-point
 */
export async function prepareRestore(
  path: string,
  options: RestorePlanOptions,
): Promise<PreparedRestore> {
  const { directory, manifestPath } = await locate(path, options.manifestPath);
  const { signal } = options;
  const state = await readState(directory, {
    manifestPath,
    repair: false,
    signal,
  });
  const { logFiles, baseEndTx } = state.manifest;
  const warnings = state.repairs.map((repair) => `the backup needs a repair: ${repair}`);
  const point = await findPoint(directory, state, options.to ?? { latest: true }, warnings, signal);
  const logs: PreparedRestore["logs"] = [];
  let leftOutBytes = 0;
  for (const log of logFiles) {
    if (point.file === undefined || log.version < point.file.version)
      logs.push({ log, cutAt: log.bytes });
    else if (log === point.file) {
      logs.push({ log, cutAt: point.cutAt });
      leftOutBytes += log.bytes - point.cutAt;
    } else leftOutBytes += log.bytes;
  }
  let baseBytes = 0;
  for (const { path } of state.manifest.files)
    baseBytes += (await stat(join(directory, path))).size;
  const logBytes = logs.reduce((sum, { cutAt }) => sum + cutAt, 0);
  const replayed = point.tx - baseEndTx + (logFiles[0]?.transactions ?? 0);
  const bytes = baseBytes + logBytes;
  const room = await roomFor(options.target, bytes, warnings);
  if (state.isNew)
    warnings.push("there is no manifest of what is in it, so bytes cannot be proved");
  const plan: RestorePlan = {
    directory: resolve(directory),
    store: state.manifest.store as StoreIdentity,
    opensWith: neo4jOf(state.manifest.store.storeVersion),
    baseFiles: state.manifest.files.length,
    baseBytes,
    logFiles: logs.map(({ log, cutAt }) => ({
      name: log.name,
      bytes: cutAt,
      isCut: cutAt < log.bytes,
    })),
    bytes,
    reached: {
      tx: point.tx,
      ...(point.committedAt === undefined ? {} : { committedAt: point.committedAt }),
    },
    range: {
      firstTx: baseEndTx,
      lastTx: state.lastTx,
      ...(state.lastCommitAt === undefined ? {} : { lastCommitAt: state.lastCommitAt }),
    },
    leftOut: {
      transactions: state.lastTx - point.tx,
      bytes: leftOutBytes,
      ...(point.next === undefined
        ? {}
        : { firstTx: point.tx + 1, firstCommitAt: point.next, lastTx: state.lastTx }),
      ...(point.next === undefined || state.lastCommitAt === undefined
        ? {}
        : { lastCommitAt: state.lastCommitAt }),
    },
    replay: {
      transactions: replayed,
      bytes: logBytes,
      estimatedSeconds: Math.ceil(
        Math.max(logBytes / REPLAY_BYTES_PER_SECOND, replayed / REPLAY_TRANSACTIONS_PER_SECOND),
      ),
    },
    ...(room ? { freeBytes: room.freeBytes } : {}),
    warnings,
  };
  return { plan, state, logs };
}

/** A plan without carrying it out. @throws as {@link prepareRestore} */
export async function planRestore(
  directory: string,
  options: RestorePlanOptions = {},
): Promise<RestorePlan> {
  return (await prepareRestore(directory, options)).plan;
}

async function roomFor(target: string | undefined, bytes: number, warnings: string[]) {
  if (target === undefined) return undefined;
  let place = resolve(target);
  while (!(await exists(place))) place = dirname(place);
  const room = await freeSpace(place);
  if (room.freeBytes < bytes + RESERVE_BYTES)
    warnings.push(`${bytes} bytes are needed, but only ${room.freeBytes} are free`);
  if (await exists(join(resolve(target), LOCK_NAME)))
    warnings.push("another run is writing to the target directory");
  return room;
}

interface FoundPoint {
  tx: number;
  committedAt: number | undefined;
  /** The last log file that is needed; undefined: all of them, whole. */
  file: ManifestLog | undefined;
  cutAt: number;
  /** Commit time of the transaction after it, the first that is left out. */
  next: number | undefined;
}

const notAPoint = (detail: string): BackupError =>
  new BackupError("not-a-restore-point", { detail });

const timeText = (millis: number): string => new Date(millis).toISOString();

async function findPoint(
  directory: string,
  state: BackupState,
  to: RestorePoint,
  warnings: string[],
  signal: AbortSignal | undefined,
): Promise<FoundPoint> {
  const { baseEndTx } = state.manifest;
  if ("latest" in to)
    return {
      tx: state.lastTx,
      committedAt: state.lastCommitAt,
      file: undefined,
      cutAt: 0,
      next: undefined,
    };
  if ("transaction" in to) {
    if (
      !Number.isSafeInteger(to.transaction) ||
      to.transaction < baseEndTx ||
      to.transaction > state.lastTx
    )
      throw notAPoint(
        `expected a transaction from ${baseEndTx} to ${state.lastTx}, found ${to.transaction}`,
      );
    return cutBehind(directory, state, to.transaction, signal);
  }
  const { time } = to;
  if (!Number.isFinite(time)) throw notAPoint(`expected a time, found ${time}`);
  const tx = await lastCommitAtOrBefore(directory, state, time, warnings, signal);
  if (tx === undefined)
    throw notAPoint(
      `no transaction from ${baseEndTx} on was committed at or before ${timeText(time)}`,
    );
  return cutBehind(directory, state, tx, signal);
}

/** The highest transaction that was committed at or before a time; times need not ascend. */
async function lastCommitAtOrBefore(
  directory: string,
  state: BackupState,
  time: number,
  warnings: string[],
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  const { baseEndTx, logFiles } = state.manifest;
  let found: number | undefined;
  let isSkewed = false;
  let base: number | undefined;
  for (const log of logFiles) {
    if (log.firstCommitAt === undefined) continue;
    let later = false;
    const see = (id: number, committedAt: number): void => {
      if (id === baseEndTx) base = committedAt;
      if (committedAt <= time && id >= baseEndTx) {
        if (later) isSkewed = true;
        found = id;
      } else later = true;
    };
    const isDecided =
      log.lastCommitAt !== undefined && log.lastCommitAt <= time && log.lastTx !== undefined;
    if (isDecided) see(log.lastTx as number, log.lastCommitAt as number);
    else
      await scanLogFile(
        directory,
        log.name,
        { onTransaction: (tx) => see(tx.id, tx.committedAt) },
        undefined,
        signal,
      );
  }
  if (isSkewed)
    warnings.push(
      "commit times do not ascend around that time; transactions up to the last one committed at or before it are kept",
    );
  // The base's own end has no entry in the log when nothing was written during the copy.
  if (found === undefined && base === undefined && isAfterBase(state, time)) return baseEndTx;
  return found;
}

/** True when a time lies after the copy, and before the first transaction behind it. */
function isAfterBase(state: BackupState, time: number): boolean {
  const copied = state.manifest.copiedAt;
  return copied !== undefined && time >= copied;
}

async function cutBehind(
  directory: string,
  state: BackupState,
  tx: number,
  signal: AbortSignal | undefined,
): Promise<FoundPoint> {
  const { logFiles } = state.manifest;
  const file =
    logFiles.find((l) => l.firstTx !== undefined && l.firstTx <= tx && tx <= (l.lastTx ?? -1)) ??
    logFiles.findLast((l) => l.firstTx === undefined || l.firstTx <= tx);
  if (!file) return { tx, committedAt: undefined, file: undefined, cutAt: 0, next: undefined };
  let cutAt = 16;
  let committedAt: number | undefined;
  let next: number | undefined;
  await scanLogFile(
    directory,
    file.name,
    {
      onTransaction: ({ id, to, committedAt: at }) => {
        if (id <= tx) {
          cutAt = to;
          committedAt = at;
        } else next ??= at;
      },
      // A check point that follows what is kept belongs to it: recovery begins there.
      onCheckPoint: ({ to }) => {
        if (next === undefined) cutAt = to;
      },
    },
    undefined,
    signal,
  );
  next ??= logFiles.find(
    (l) => l.version > file.version && l.firstCommitAt !== undefined,
  )?.firstCommitAt;
  return { tx, committedAt, file, cutAt, next };
}
