/** Restores a backup to any of its transactions: copied, proved while copied, cut, published by rename. */

import { createHash } from "node:crypto";
import { constants, copyFile, open } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { RestoreOutcome } from "../catalogue/restore.ts";
import { setLogVersion } from "./backup-state.ts";
import { freeSpace, RESERVE_BYTES, SpaceWatch } from "./disk-space.ts";
import {
  asBackupError,
  exists,
  io,
  listFiles,
  makeDirectory,
  makeTree,
  readPieces,
  removeMade,
  removeTree,
  syncDirectory,
  syncFile,
  writeWhole,
} from "./durable.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";
import { finishInterrupted } from "./interrupted.ts";
import { lockDirectory } from "./lock.ts";
import { hashFile } from "./manifest.ts";
import { replayInPlace } from "./replay-directory.ts";
import { type PreparedRestore, prepareRestore, type RestorePlanOptions } from "./restore-plan.ts";
import { lookAt, moveUp, PUBLISH_LIST, STAGING } from "./target.ts";
import { type RunOptions, Tracker } from "./tracker.ts";

export interface RestoreOptions
  extends Omit<RestorePlanOptions, "target" | "indexDirectory" | "signal">,
    RunOptions {
  /**
   * Apply the transactions to the copy's records, counts and metadata, so that the directory can be
   * checked and read without Neo4j. Its log and check point stay: Neo4j's first start applies the
   * transactions again, which brings label scan store and indexes up to date.
   */
  replayed?: boolean;
}

/**
 * Copies a backup, up to a point, into a new directory that a Neo4j of the same version opens. The
 * backup is only read. Every file is compared with its checksum while it is copied.
 * @param directory a backup directory, or a set of the console
 * @param target missing or empty
 * @throws BackupError not-a-restore-point, not-empty, damaged-backup (with the file), no-space, and
 *   others; nothing is in the target then
 */
export async function restore(
  directory: string,
  target: string,
  options: RestoreOptions = {},
): Promise<RestoreOutcome> {
  const tracker = new Tracker("restore", options);
  const from = resolve(directory);
  const into = resolve(target);
  if (into === from || into.startsWith(from + sep) || from.startsWith(into + sep))
    throw new BackupError("not-empty", {
      detail: `${into} and the backup ${from} lie inside each other`,
      safe: SAFE,
    });
  try {
    tracker.phase("reading-target");
    const prepared = await prepareRestore(from, {
      ...(options.to ? { to: options.to } : {}),
      ...(options.manifestPath === undefined ? {} : { manifestPath: options.manifestPath }),
      ...(tracker.signal ? { signal: tracker.signal } : {}),
      target: into,
    });
    for (const warning of prepared.plan.warnings) tracker.note(warning, "warning");
    return await carryOut(
      prepared.plan.directory,
      into,
      prepared,
      tracker,
      options.replayed === true,
    );
  } catch (error) {
    const failure = asBackupError(error, into);
    if (failure instanceof BackupError) failure.safe ??= SAFE;
    throw failure;
  } finally {
    tracker.end();
  }
}

const SAFE = "The backup was only read, and nothing was put into the target directory.";

async function carryOut(
  from: string,
  into: string,
  prepared: PreparedRestore,
  tracker: Tracker,
  replayed: boolean,
): Promise<RestoreOutcome> {
  const found = await lookAt(into);
  if (found === "backup" || found === "foreign")
    throw new BackupError("not-empty", { detail: into });
  const made = await makeDirectory(into);
  try {
    return await underLock(from, into, prepared, tracker, replayed);
  } catch (error) {
    if (made) await removeMade(into, made);
    throw error;
  }
}

async function underLock(
  from: string,
  into: string,
  prepared: PreparedRestore,
  tracker: Tracker,
  isReplayed: boolean,
): Promise<RestoreOutcome> {
  const lock = await lockDirectory(into);
  try {
    await finishInterrupted(into, true);
    if ((await lookAt(into)) !== "empty") throw new BackupError("not-empty", { detail: into });
    const { plan } = prepared;
    const { freeBytes } = await freeSpace(into);
    if (freeBytes < plan.bytes + RESERVE_BYTES)
      throw new BackupError("no-space", {
        detail: `${plan.bytes} bytes are needed in ${into}, ${freeBytes} are free`,
      });
    const staging = join(into, STAGING);
    await makeDirectory(staging);
    let files: number;
    let replayed: RestoreOutcome["replayed"];
    try {
      files = await copyAll(from, staging, prepared, tracker);
      if (isReplayed) replayed = await applyTo(staging, prepared, tracker);
      await publish(into, staging, prepared, tracker);
    } catch (error) {
      // What is being moved up is left to the next run, which removes it whole.
      if (!(await exists(join(staging, PUBLISH_LIST))))
        await removeTree(staging).catch(() => undefined);
      throw error;
    }
    tracker.phase("done");
    return {
      plan,
      target: into,
      files,
      bytes: tracker.progress.bytes,
      durationMillis: tracker.elapsedMillis,
      isProven: !prepared.state.isNew,
      ...(replayed ? { replayed } : {}),
    };
  } finally {
    await lock.release();
  }
}

/** What Neo4j still does by itself at its first start. */
const REMAINING = [
  "it applies the same transactions once more, since its log and check point are as they were",
  "it brings label scan store, schema indexes and legacy indexes up to date",
  "it makes the id files anew",
];

async function applyTo(
  staging: string,
  { logs, state }: PreparedRestore,
  tracker: Tracker,
): Promise<NonNullable<RestoreOutcome["replayed"]>> {
  const last = logs.at(-1)?.log.version;
  if (last !== undefined && last !== state.neostore.logVersion) await setLogVersion(staging, last);
  tracker.phase("writing");
  const { transactions } = await replayInPlace({
    directory: staging,
    ...(tracker.signal ? { signal: tracker.signal } : {}),
  });
  for (const file of await listFiles(staging)) await syncFile(join(staging, file));
  return { transactions, remaining: REMAINING };
}

async function publish(
  into: string,
  staging: string,
  { state, logs }: PreparedRestore,
  tracker: Tracker,
): Promise<void> {
  tracker.phase("publishing");
  const last = logs.at(-1)?.log.version;
  // Whatever the copy says: a backup that ran meanwhile may have set it to a log that is not part of this.
  if (last !== undefined) await setLogVersion(staging, last);
  const paths = [...state.manifest.files.map((f) => f.path), ...logs.map(({ log }) => log.name)];
  const directories = new Set(paths.map((path) => dirname(join(staging, path))));
  for (const made of directories) await syncDirectory(made);
  await syncDirectory(staging);
  const names = new Set(paths.map((path) => path.split("/")[0] as string));
  if (tracker.signal?.aborted) throw new BackupError("cancelled");
  await writeWhole(join(staging, PUBLISH_LIST), JSON.stringify([...names]));
  await moveUp(into, [...names]);
}

interface CopiedFile {
  path: string;
  bytes: number;
  /** Undefined when there is no manifest to compare with. */
  sha256: string | undefined;
}

/** While one file is compared, the next one is copied. */
async function copyAll(
  from: string,
  staging: string,
  { state, logs }: PreparedRestore,
  tracker: Tracker,
): Promise<number> {
  tracker.phase("copying");
  const pool = new WriterPool(new SpaceWatch(staging));
  const proof = (sha256: string): string | undefined => (state.isNew ? undefined : sha256);
  const whole: CopiedFile[] = [
    ...state.manifest.files,
    ...logs
      .filter(({ log, cutAt }) => cutAt === log.bytes)
      .map(({ log }) => ({ ...log, path: log.name })),
  ].map(({ path, bytes, sha256 }) => ({ path, bytes, sha256: proof(sha256) }));
  let next: Promise<void> | undefined;
  for (const [i, file] of whole.entries()) {
    next ??= copyOne(from, staging, file.path);
    await next;
    const following = whole[i + 1];
    next = following && copyOne(from, staging, following.path);
    // The copy that goes on meanwhile is awaited in the next round, or not at all when this one fails.
    next?.catch(() => undefined);
    await proveOne(staging, file, pool, tracker);
  }
  const cut = logs.find(({ log, cutAt }) => cutAt < log.bytes);
  if (cut) {
    const { log, cutAt } = cut;
    const file = { path: log.name, bytes: log.bytes, sha256: proof(log.sha256) };
    await copyCut(from, staging, file, cutAt, pool, tracker);
  }
  await pool.drained();
  return whole.length + (cut ? 1 : 0);
}

async function copyOne(from: string, staging: string, path: string): Promise<void> {
  const target = join(staging, path);
  await io(path, async () => {
    await makeTree(dirname(target));
    await copyFile(join(from, path), target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  });
}

const changed = (path: string): BackupError =>
  new BackupError("damaged-backup", {
    detail: `${path} is not what was written (SHA-256 differs)`,
    file: path,
  });

/** Reads the copy back, compares it with the manifest, and has it synced. */
async function proveOne(
  staging: string,
  { path, sha256 }: CopiedFile,
  pool: WriterPool,
  tracker: Tracker,
): Promise<void> {
  const { progress, signal } = tracker;
  progress.file = path;
  progress.files++;
  const onBytes = (bytes: number): void => {
    progress.bytes += bytes;
    tracker.tell();
  };
  const found = await hashFile(staging, path, onBytes, signal);
  if (sha256 !== undefined && found.sha256 !== sha256) throw changed(path);
  const target = join(staging, path);
  await pool.sync(await io(path, () => open(target, "r+")), target);
}

/** Copies the first bytes of a log file; the whole of it is compared. */
async function copyCut(
  from: string,
  staging: string,
  { path, sha256 }: CopiedFile,
  cutAt: number,
  pool: WriterPool,
  tracker: Tracker,
): Promise<void> {
  const hash = createHash("sha256");
  const writer = await FileWriter.create(join(staging, path), pool);
  tracker.progress.files++;
  let at = 0;
  try {
    for await (const piece of readPieces(join(from, path), 0, undefined, tracker.signal)) {
      hash.update(piece);
      const take = Math.max(0, Math.min(piece.length, cutAt - at));
      at += piece.length;
      tracker.progress.bytes += take;
      tracker.tell();
      if (take > 0) await writer.write(piece, 0, take);
    }
  } finally {
    await writer.close();
  }
  if (sha256 !== undefined && hash.digest("hex") !== sha256) throw changed(path);
}
