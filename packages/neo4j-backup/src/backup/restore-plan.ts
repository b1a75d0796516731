/** What a restore would do: which files, up to which transaction, and what is left out. */
import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import type { RestorePlan, RestorePoint } from "../catalogue/restore.ts";
import { type BackupState, readState } from "./backup-state.ts";
import { freeSpace, RESERVE_BYTES } from "./disk-space.ts";
import { exists } from "./durable.ts";
import { locate } from "./locate.ts";
import { LOCK_NAME } from "./lock.ts";
import { knownDialect, type ManifestLog } from "./manifest.ts";
import { PointReader } from "./point-reader.ts";
import { storeFormat } from "./store-format.ts";

/** Seen with Neo4j 2.3.3 on a slow machine: about 18 MB of log and 3,600 transactions a second. */
const REPLAY_BYTES_PER_SECOND = 18_000_000;
const REPLAY_TRANSACTIONS_PER_SECOND = 3_600;

export interface RestorePlanOptions {
  /** Default: the newest transaction. */
  to?: RestorePoint;
  manifestPath?: string;
  /** Where it would go: makes free space and emptiness part of the plan. */
  target?: string;
  /** Where the indexes of its transactions lie, see History: the point is found there where one is true to its log. */
  indexDirectory?: string;
  signal?: AbortSignal;
}

/** A plan, and what carrying it out needs to know. */
export interface PreparedRestore {
  plan: RestorePlan;
  state: BackupState;
  /** Log files to copy, ascending; the last one up to `cutAt`, its bytes if it is whole. */
  logs: { log: ManifestLog; cutAt: number }[];
  /** What record 2 of `neostore` is to say: the log file that recovery begins to look in. */
  logVersion: number;
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
  const reader = new PointReader(directory, state, {
    indexDirectory: options.indexDirectory,
    signal,
  });
  const point = await reader.find(options.to ?? { latest: true }, warnings);
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
  const replay = replayOf(state, logs, point.tx);
  const bytes = baseBytes + logBytes;
  const room = await roomFor(options.target, bytes, warnings);
  const unproven = unprovenOf({ state, logs });
  if (state.manifest.files.every(({ path }) => state.unproven.includes(path)))
    warnings.push("there is no manifest of what is in it, so bytes cannot be proved");
  else if (unproven.length > 0)
    warnings.push(
      `${unproven.join(", ")} came with a run that was cut before it wrote the checksum, so its bytes cannot be proved; the next backup adds it`,
    );
  const { storeVersion } = state.manifest.store;
  const format = storeFormat(storeVersion, knownDialect(state.manifest));
  const plan: RestorePlan = {
    directory: resolve(directory),
    store: state.manifest.store as StoreIdentity,
    opensWith: format.neo4j,
    format,
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
      ...replay,
      estimatedSeconds: Math.ceil(
        Math.max(
          replay.bytes / REPLAY_BYTES_PER_SECOND,
          replay.transactions / REPLAY_TRANSACTIONS_PER_SECOND,
        ),
      ),
    },
    ...(room ? { freeBytes: room.freeBytes } : {}),
    warnings,
  };
  const { hasCheckPoints } = state.neostore.row;
  const last = hasCheckPoints ? logs.at(-1)?.log.version : state.newestVersion;
  return { plan, state, logs, logVersion: last ?? state.neostore.logVersion };
}

/** What Neo4j replays at its first start: all log files, or the one that it reads. */
function replayOf(
  { manifest, neostore }: BackupState,
  logs: PreparedRestore["logs"],
  tx: number,
): Pick<RestorePlan["replay"], "transactions" | "bytes"> {
  const bytes = logs.reduce((sum, { cutAt }) => sum + cutAt, 0);
  if (neostore.row.hasCheckPoints)
    return {
      transactions: tx - manifest.baseEndTx + (manifest.logFiles[0]?.transactions ?? 0),
      bytes,
    };
  const read = logs.find(({ log }) => log.grows);
  return {
    transactions: Math.max(0, tx + 1 - (read?.log.firstTx ?? tx + 1)),
    bytes: read?.cutAt ?? 0,
  };
}

/** Files of a restore that have no checksum from when they were written. */
export const unprovenOf = ({ state, logs }: Pick<PreparedRestore, "state" | "logs">): string[] => {
  const used = [
    ...state.manifest.files.map(({ path }) => path),
    ...logs.map(({ log }) => log.name),
  ];
  return used.filter((path) => state.unproven.includes(path));
};

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
