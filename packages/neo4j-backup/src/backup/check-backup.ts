/** The consistency check of a backup: its transactions are applied to a scratch copy, which is read whole. */
import type { BackupCheckVerdict, CheckProgress, CheckVerdict } from "../catalogue/consistency.ts";
import type { Inconsistency } from "../catalogue/inconsistencies.ts";
import { checkStore } from "../check/index.ts";
import { OWN_PREFIX } from "../store/store-files.ts";
import { readNeostore } from "./backup-state.ts";
import { asBackupError, removeTree } from "./durable.ts";
import { locate } from "./locate.ts";
import { readChain } from "./log-chain.ts";
import { type ReplayProgress, replay } from "./replay-directory.ts";

export interface CheckBackupOptions {
  manifestPath?: string;
  /** The state to check; default: the newest. */
  toTransaction?: number;
  /** Where the scratch copy is made: missing or empty. Default: beside the backup. It is removed. */
  scratch?: string;
  threads?: number;
  findingsPerKind?: number;
  signal?: AbortSignal;
  onProgress?: (progress: CheckBackupProgress) => void;
  onFinding?: (finding: Inconsistency) => void;
}

export type CheckBackupProgress =
  | ({ part: "replay" } & ReplayProgress)
  | ({ part: "check" } & CheckProgress);

const APPLIED = "every transaction of the log, applied to a scratch copy";
const NOT_APPLIED = /^transactions in the log/;

/**
 * Checks every record of a backup as Neo4j would find it after its recovery. The backup is only read.
 * @param path a backup directory, or a set of the console
 * @throws BackupError no-backup, damaged-backup, bad-log, no-space, cancelled, io-failure
 */
export async function checkBackup(
  path: string,
  options: CheckBackupOptions = {},
): Promise<BackupCheckVerdict> {
  const { directory, manifestPath } = await locate(path, options.manifestPath);
  const { logVersion, lastTx } = await readNeostore(directory);
  const chain = await readChain(directory, logVersion, options.signal);
  if (!chain.willReplay && options.toTransaction === undefined) {
    const verdict = await check(directory, options);
    return { ...verdict, lastTx: chain.last?.id ?? lastTx, replayed: 0 };
  }
  const scratch = options.scratch ?? `${directory}${OWN_PREFIX}check-${process.pid}`;
  try {
    const replayed = await replay({
      directory,
      scratch,
      ...(manifestPath === undefined ? {} : { manifestPath }),
      ...(options.toTransaction === undefined ? {} : { toTransaction: options.toTransaction }),
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (progress) => options.onProgress?.({ part: "replay", ...progress }),
    });
    const verdict = await check(replayed.scratch, options);
    return { ...verdict, lastTx: replayed.lastTx, replayed: replayed.transactions };
  } catch (error) {
    throw asBackupError(error, directory);
  } finally {
    await removeTree(scratch);
  }
}

async function check(directory: string, options: CheckBackupOptions): Promise<CheckVerdict> {
  const { threads, findingsPerKind, signal, onFinding } = options;
  const verdict = await checkStore({
    directory,
    ...(threads === undefined ? {} : { threads }),
    ...(findingsPerKind === undefined ? {} : { findingsPerKind }),
    ...(signal ? { signal } : {}),
    ...(onFinding ? { onFinding } : {}),
    onProgress: (progress) => options.onProgress?.({ part: "check", ...progress }),
  });
  return {
    ...verdict,
    checked: [APPLIED, ...verdict.checked],
    notChecked: verdict.notChecked.filter((text) => !NOT_APPLIED.test(text)),
  };
}
