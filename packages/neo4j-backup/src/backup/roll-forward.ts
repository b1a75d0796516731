/**
 * Makes a new base out of a backup's base and log, with no load on the server: the transactions are
 * applied, and what Neo4j makes anew by itself (label scan store, schema indexes) is left out.
 */
import { readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { BackupCheckVerdict } from "../catalogue/consistency.ts";
import { BackupError } from "../catalogue/errors.ts";
import type { RestorePlan } from "../catalogue/restore.ts";
import { checkStore } from "../check/index.ts";
import { readEntries } from "../log/entries.ts";
import { encodeLogHeader, LOG_HEADER_BYTES, logName, logVersionOf } from "../log/log-header.ts";
import { encodeCheckPoint } from "../log/log-walker.ts";
import { encodeClosedPosition, NEOSTORE } from "../store/neostore.ts";
import { encodeNeostoreValue } from "../store/neostore-values.ts";
import { readNeostore } from "./backup-state.ts";
import { SpaceWatch } from "./disk-space.ts";
import {
  asBackupError,
  exists,
  io,
  listFiles,
  overwrite,
  readPieces,
  removeTree,
  syncDirectory,
  syncFile,
} from "./durable.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { scanLogFile } from "./log-chain.ts";
import {
  hashFile,
  MANIFEST_FORMAT,
  type Manifest,
  manifestLog,
  PRODUCT,
  readByRecovery,
  writeManifest,
} from "./manifest.ts";
import { replayInPlace } from "./replay-directory.ts";
import { type RestoreOptions, restore } from "./restore.ts";
import { type PreparedRestore, prepareRestore } from "./restore-plan.ts";
import { lookAt } from "./target.ts";

/** Neo4j up to 3.1 builds it anew at its first start. Source: spec section 20, tests 27 and 31. */
const REBUILT_BY_NEO4J = "schema";
const LEGACY_INDEX_COMMANDS = { least: 10, most: 15 };

export interface RollForwardOptions extends RestoreOptions {
  /** Where the new base's manifest goes; default `holdfast.manifest.json` in the target. */
  newManifestPath?: string;
  /** While transactions are applied, and the new base is checked: how far, 0 to 1. */
  onStep?: (step: { phase: "replaying" | "checking"; fraction: number }) => void;
}

export interface RollForwardOutcome {
  plan: RestorePlan;
  target: string;
  /** The new base ends with it. */
  baseEndTx: number;
  transactions: number;
  bytes: number;
  consistency: BackupCheckVerdict;
  durationMillis: number;
}

/**
 * @param path a backup directory, or a set of the console; only read
 * @param target missing or empty
 * @throws BackupError not-replayable when transactions change legacy indexes, which nothing can make
 *   anew, and for lines that do not make their other indexes anew; not-empty, damaged-backup, no-space and others. Nothing is in the target then
 */
export async function rollForward(
  path: string,
  target: string,
  options: RollForwardOptions = {},
): Promise<RollForwardOutcome> {
  const startedAt = Date.now();
  const into = resolve(target);
  const making = `${into}.holdfast-new`;
  const found = await lookAt(into);
  if (found !== "missing" && found !== "empty")
    throw new BackupError("not-empty", { detail: into });
  const prepared = await prepareRestore(path, {
    ...(options.to ? { to: options.to } : {}),
    ...(options.manifestPath === undefined ? {} : { manifestPath: options.manifestPath }),
    ...(options.signal ? { signal: options.signal } : {}),
  });
  refuseIndexesThatStayBehind(prepared);
  await refuseLegacyIndexes(prepared, options.signal);
  try {
    await removeTree(making);
    const { plan } = await restore(path, making, options);
    const replayed = await replayInPlace({
      directory: making,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: ({ logBytes, totalLogBytes }) =>
        options.onStep?.({
          phase: "replaying",
          fraction: totalLogBytes === 0 ? 1 : Math.min(1, logBytes / totalLogBytes),
        }),
    });
    await removeTree(join(making, REBUILT_BY_NEO4J));
    await startNewLog(making, replayed.lastTx);
    const verdict = await checkStore({
      directory: making,
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: ({ fraction }) => options.onStep?.({ phase: "checking", fraction }),
    });
    const manifest = await describe(making, prepared, replayed.lastTx, options.signal);
    for (const file of await listFiles(making)) await syncFile(join(making, file));
    await writeManifest(manifest, making, options.newManifestPath);
    await io(into, () => rm(into, { recursive: true, force: true }));
    await io(into, () => rename(making, into));
    await syncDirectory(dirname(into));
    return {
      plan,
      target: into,
      baseEndTx: replayed.lastTx,
      transactions: replayed.transactions,
      bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
      consistency: { ...verdict, lastTx: replayed.lastTx, replayed: replayed.transactions },
      durationMillis: Date.now() - startedAt,
    };
  } catch (error) {
    if (!(await exists(into)) || (await readdir(into)).length === 0) await removeTree(making);
    const failure = asBackupError(error, into);
    if (failure instanceof BackupError)
      failure.safe ??= "The backup was only read, and nothing was put into the target directory.";
    throw failure;
  }
}

function refuseIndexesThatStayBehind({ state }: PreparedRestore): void {
  const { row } = state.neostore;
  if (row.rebuildsIndexes) return;
  throw new BackupError("not-replayable", {
    detail: `${row.neo4j} does not get its indexes right when it recovers transactions over a base without them`,
  });
}

async function refuseLegacyIndexes(
  { plan, logs }: PreparedRestore,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const { log, cutAt } of logs)
    await readEntries(readPieces(join(plan.directory, log.name), 0, cutAt, signal), (entry) => {
      if (entry.kind !== "command") return;
      const { type } = entry.command;
      if (type >= LEGACY_INDEX_COMMANDS.least && type <= LEGACY_INDEX_COMMANDS.most)
        throw new BackupError("not-replayable", {
          detail: `${log.name} changes a legacy index, which only Neo4j can write`,
          file: log.name,
        });
    });
}

/** The log files of the past go; one begins that says: everything is in the stores. */
async function startNewLog(directory: string, lastTx: number): Promise<void> {
  const neostore = await readNeostore(directory);
  const version = neostore.logVersion + 1;
  for (const name of await io(directory, () => readdir(directory)))
    if (logVersionOf(name) !== undefined) await io(name, () => rm(join(directory, name)));
  const pool = new WriterPool(new SpaceWatch(directory));
  const file = await FileWriter.create(join(directory, logName(version)), pool);
  await file.write(encodeLogHeader({ version, lastTx }));
  const { hasCheckPoints, entryVersion } = neostore.row;
  if (hasCheckPoints) await file.write(encodeCheckPoint(entryVersion, version, LOG_HEADER_BYTES));
  await file.close();
  await pool.drained();
  for (const { offset, bytes } of [
    encodeNeostoreValue("logVersion", BigInt(version)),
    ...(hasCheckPoints ? [encodeClosedPosition(version, LOG_HEADER_BYTES)] : []),
  ])
    await overwrite(join(directory, NEOSTORE), offset, bytes);
}

async function describe(
  directory: string,
  { state }: PreparedRestore,
  lastTx: number,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const { logVersion } = await readNeostore(directory);
  const name = logName(logVersion);
  const files: Manifest["files"] = [];
  for (const path of await listFiles(directory))
    if (logVersionOf(path) === undefined)
      files.push({ path, ...(await hashFile(directory, path, undefined, signal)) });
  const scan = await scanLogFile(directory, name);
  const hashed = await hashFile(directory, name);
  return {
    format: MANIFEST_FORMAT,
    product: PRODUCT,
    store: state.manifest.store,
    dialect: state.manifest.dialect,
    baseEndTx: lastTx,
    needsCheckPoint: false,
    adopted: false,
    writtenAt: new Date().toISOString(),
    files,
    logFiles: [readByRecovery(state.neostore.row, manifestLog(name, scan, hashed))],
  };
}
