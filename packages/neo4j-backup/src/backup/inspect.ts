/** What a backup directory holds, without changing it. */
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { LogFileSummary, StoreIdentity } from "../catalogue/outcomes.ts";
import { neo4jOf } from "../store/store-versions.ts";
import { readState } from "./backup-state.ts";
import { locate } from "./locate.ts";
import { knownDialect, summaryOf } from "./manifest.ts";

export interface Inspection {
  directory: string;
  store: StoreIdentity;
  /** The Neo4j that opens it, as people say it. */
  opensWith: string;
  dialect: 1 | 2;
  /** Last transaction of the base: the first restore point. */
  baseEndTx: number;
  lastTx: number;
  /** Milliseconds since the epoch; undefined when the logs do not hold it. */
  lastCommitAt?: number;
  /** Bytes of the base's files. */
  baseBytes: number;
  baseFiles: number;
  logFiles: LogFileSummary[];
  /** Files of the base with their checksums. */
  hasManifest: boolean;
  /** Made or opened by something else than this tool. */
  adopted: boolean;
  /** What the next backup will put right first, each as a sentence. */
  repairs: string[];
}

/**
 * @param path a backup directory, or a set of the console
 * @returns store id, version, base end, last transaction and its time, log files
 * @throws BackupError no-backup, damaged-backup, bad-log, unsupported-store-version
 */
export async function inspect(
  path: string,
  options: { manifestPath?: string; signal?: AbortSignal } = {},
): Promise<Inspection> {
  const { directory, manifestPath } = await locate(path, options.manifestPath);
  const state = await readState(directory, { ...options, manifestPath, repair: false });
  const { manifest } = state;
  let baseBytes = 0;
  for (const file of manifest.files)
    baseBytes += (await stat(join(directory, file.path)).catch(() => undefined))?.size ?? 0;
  return {
    directory,
    store: manifest.store,
    opensWith: neo4jOf(manifest.store.storeVersion, knownDialect(manifest)),
    dialect: manifest.dialect,
    baseEndTx: manifest.baseEndTx,
    lastTx: state.lastTx,
    ...(state.lastCommitAt === undefined ? {} : { lastCommitAt: state.lastCommitAt }),
    baseBytes,
    baseFiles: manifest.files.length,
    logFiles: manifest.logFiles.map(summaryOf),
    hasManifest: !state.isNew,
    adopted: manifest.adopted,
    repairs: state.repairs,
  };
}
