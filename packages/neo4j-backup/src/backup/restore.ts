/** Restores a backup to any of its transactions: copied, proved while copied, cut, published by rename. */

import { dirname, join, resolve, sep } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import type { RestoreOutcome } from "../catalogue/restore.ts";
import { LOG_VERSION_BYTES, NEOSTORE } from "../store/neostore.ts";
import { setLogVersion } from "./backup-state.ts";
import { copyProved } from "./copy-crew.ts";
import { requireSpace } from "./disk-space.ts";
import {
  asBackupError,
  exists,
  listFiles,
  makeDirectory,
  removeMade,
  removeTree,
  syncDirectory,
  syncFile,
  writeWhole,
} from "./durable.ts";
import { finishInterrupted } from "./interrupted.ts";
import { lockDirectory } from "./lock.ts";
import { mayGrow } from "./manifest.ts";
import { replayInPlace } from "./replay-directory.ts";
import {
  type PreparedRestore,
  prepareRestore,
  type RestorePlanOptions,
  unprovenOf,
} from "./restore-plan.ts";
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
  /** Threads that copy and compare. Default: by the cores and the bytes; 0 is the caller's own. */
  threads?: number;
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
    return await carryOut(prepared.plan.directory, into, prepared, tracker, options);
  } catch (error) {
    const failure = asBackupError(error, into);
    if (failure instanceof BackupError) failure.safe ??= SAFE;
    throw failure;
  } finally {
    tracker.end();
  }
}

/**
 * After a restore whose process died: one that was being published is finished, since all of it had been
 * proved by then; one that was not is taken away. What others put into the directory stays.
 * @returns what is in the directory now: nothing, and the directory is gone; a store; or what is not ours
 * @throws BackupError locked when a restore still writes to it, io-failure
 */
export async function finishRestore(target: string): Promise<"nothing" | "restored" | "foreign"> {
  const into = resolve(target);
  const left = await lookAt(into);
  if (left === "missing" || left === "foreign") return left === "missing" ? "nothing" : left;
  const lock = await lockDirectory(into);
  try {
    await finishInterrupted(into);
  } finally {
    await lock.release();
  }
  const found = await lookAt(into);
  if (found === "empty") await removeMade(into, into);
  return found === "backup" ? "restored" : found === "empty" ? "nothing" : "foreign";
}

const SAFE = "The backup was only read, and nothing was put into the target directory.";

async function carryOut(
  from: string,
  into: string,
  prepared: PreparedRestore,
  tracker: Tracker,
  options: RestoreOptions,
): Promise<RestoreOutcome> {
  const found = await lookAt(into);
  if (found === "backup" || found === "foreign")
    throw new BackupError("not-empty", { detail: into });
  const made = await makeDirectory(into);
  try {
    return await underLock(from, into, prepared, tracker, options);
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
  options: RestoreOptions,
): Promise<RestoreOutcome> {
  const lock = await lockDirectory(into);
  try {
    await finishInterrupted(into, true);
    if ((await lookAt(into)) !== "empty") throw new BackupError("not-empty", { detail: into });
    const { plan } = prepared;
    await requireSpace(into, plan.bytes);
    const staging = join(into, STAGING);
    await makeDirectory(staging);
    let files: number;
    let replayed: RestoreOutcome["replayed"];
    try {
      files = await copyAll(from, staging, prepared, tracker, options.threads);
      if (options.replayed) replayed = await applyTo(staging, prepared, tracker);
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
      isProven: unprovenOf(prepared).length === 0,
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
  { logVersion, state }: PreparedRestore,
  tracker: Tracker,
): Promise<NonNullable<RestoreOutcome["replayed"]>> {
  if (logVersion !== state.neostore.logVersion) await setLogVersion(staging, logVersion);
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
  { state, logs, logVersion }: PreparedRestore,
  tracker: Tracker,
): Promise<void> {
  tracker.phase("publishing");
  // Whatever the copy says: a backup that ran meanwhile may have set it to a log that is not part of this.
  await setLogVersion(staging, logVersion);
  const paths = [...state.manifest.files.map((f) => f.path), ...logs.map(({ log }) => log.name)];
  const directories = new Set(paths.map((path) => dirname(join(staging, path))));
  for (const made of directories) await syncDirectory(made);
  await syncDirectory(staging);
  const names = new Set(paths.map((path) => path.split("/")[0] as string));
  if (tracker.signal?.aborted) throw new BackupError("cancelled");
  await writeWhole(join(staging, PUBLISH_LIST), JSON.stringify([...names]));
  await moveUp(into, [...names]);
}

/** Every byte is compared with the manifest while it is copied. */
async function copyAll(
  from: string,
  staging: string,
  { state, logs }: PreparedRestore,
  tracker: Tracker,
  threads: number | undefined,
): Promise<number> {
  tracker.phase("copying");
  const unproven = new Set(state.unproven);
  const proof = (path: string, sha256: string): string | undefined =>
    unproven.has(path) ? undefined : sha256;
  const files = [
    ...state.manifest.files.map(({ path, bytes, sha256 }) => ({
      path,
      bytes,
      sha256: proof(path, sha256),
      ...(path === NEOSTORE ? { mask: LOG_VERSION_BYTES } : {}),
    })),
    ...logs.map(({ log, cutAt }) => ({
      path: log.name,
      bytes: log.bytes,
      sha256: proof(log.name, log.sha256),
      ...(cutAt < log.bytes ? { cutAt } : {}),
      ...(mayGrow(log) ? { upTo: log.bytes } : {}),
    })),
  ];
  await copyProved({ from, into: staging, files, threads }, tracker);
  return files.length;
}
