/** The consistency check of a backup: its transactions are applied to a scratch copy, which is read whole. */
import type { BackupCheckVerdict, CheckProgress, CheckVerdict } from "../catalogue/consistency.ts";
import { type Inconsistency, inconsistencyMessage } from "../catalogue/inconsistencies.ts";
import { storeFilesOf } from "../check/directory.ts";
import { checkStore } from "../check/index.ts";
import { OWN_PREFIX } from "../store/store-files.ts";
import { readNeostore } from "./backup-state.ts";
import { asBackupError, removeTree } from "./durable.ts";
import { locate } from "./locate.ts";
import { readChain } from "./log-chain.ts";
import { type Replayed, type ReplayProgress, replay } from "./replay-directory.ts";

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
const LAWS = "what the log says that records were before each transaction";
const LAW = "log-before-image-wrong";
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
  const { logVersion, lastTx, row } = await readNeostore(directory);
  const { hasCheckPoints, hasTrailers } = row;
  const chain = await readChain(directory, logVersion, { signal: options.signal, hasCheckPoints });
  // Trailers are cut off in a scratch copy alone.
  const isReadInPlace = !chain.willReplay && !hasTrailers;
  if (isReadInPlace && options.toTransaction === undefined) {
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
    const verdict = withLaws(
      await check(replayed.scratch, options),
      await brokenLaws(replayed, options),
      replayed.brokenLawCount,
    );
    return { ...verdict, lastTx: replayed.lastTx, replayed: replayed.transactions };
  } catch (error) {
    throw asBackupError(error, directory);
  } finally {
    await removeTree(scratch);
  }
}

/** What the log says that the store was before a transaction, where it was not. */
async function brokenLaws(
  { brokenLaws, scratch }: Replayed,
  { findingsPerKind = brokenLaws.length, onFinding }: CheckBackupOptions,
): Promise<Inconsistency[]> {
  if (brokenLaws.length === 0) return [];
  const { row } = await readNeostore(scratch);
  const { stores } = await storeFilesOf(scratch, row.records);
  const findings = brokenLaws.slice(0, findingsPerKind).map(
    ({ tx, store, file, id }): Inconsistency => ({
      kind: LAW,
      message: inconsistencyMessage(LAW, { id, value: tx }),
      store: file,
      recordId: id,
      offset: id * stores[store].recordBytes,
    }),
  );
  for (const finding of findings) onFinding?.(finding);
  return findings;
}

const withLaws = (
  verdict: CheckVerdict,
  findings: Inconsistency[],
  count: number,
): CheckVerdict => ({
  ...verdict,
  checked: [LAWS, ...verdict.checked],
  ...(count === 0
    ? {}
    : {
        ok: false,
        total: verdict.total + count,
        totals: { ...verdict.totals, [LAW]: count },
        findings: [...findings, ...verdict.findings],
      }),
});

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
