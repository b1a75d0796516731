/** The transaction logs of a directory as one chain: read, checked for gaps, and its end found. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BackupError } from "../catalogue/errors.ts";
import { FIRST_ENTRY_OFFSET, logName, logVersionOf } from "../log/log-header.ts";
import { checkHeaderVersion, type ScannedLog, scanLog } from "../log/log-scan.ts";
import type { LogHandler } from "../log/log-walker.ts";
import { io, readPieces } from "./durable.ts";

/** Versions of the log files in a directory, ascending. */
export async function logVersions(directory: string): Promise<number[]> {
  const names = await io(directory, () => readdir(directory));
  return names
    .map(logVersionOf)
    .filter((v): v is number => v !== undefined)
    .sort((a, b) => a - b);
}

/** Reads one log file. @throws BackupError bad-log with the file named */
export async function scanLogFile(
  directory: string,
  name: string,
  handler?: LogHandler,
  onPiece?: (piece: Buffer) => void,
  signal?: AbortSignal,
): Promise<ScannedLog> {
  async function* pieces() {
    for await (const piece of readPieces(join(directory, name), 0, undefined, signal)) {
      onPiece?.(piece);
      yield piece;
    }
  }
  try {
    const scan = await scanLog(pieces(), handler);
    const version = logVersionOf(name);
    if (scan.header && version !== undefined) checkHeaderVersion(scan.header, version, name);
    return scan;
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== "bad-log" || error.file) throw error;
    throw new BackupError("bad-log", {
      detail: `${name}: ${error.detail ?? ""}`,
      file: name,
      ...(error.range ? { range: error.range } : {}),
      cause: error,
    });
  }
}

export interface ChainLink {
  name: string;
  version: number;
  scan: ScannedLog;
}

export interface LogChain {
  /** Consecutive versions, ascending. */
  links: ChainLink[];
  /** Last transaction in the logs; undefined when they hold none. */
  last: { link: ChainLink; id: number } | undefined;
  /** Last transaction that lies before the newest check point entry. */
  beforeCheckPoint: number | undefined;
  hasCheckPoint: boolean;
  /** A transaction lies at or behind the newest check point's position: recovery will replay. */
  willReplay: boolean;
  /** The position the newest check point names lies in a file that is not there. */
  checkPointFileMissing: boolean;
  /** Where recovery begins, when it replays. Without check points it reads no other file than this one. */
  replayFrom: { version: number; offset: number } | undefined;
}

export interface ChainOptions {
  signal?: AbortSignal | undefined;
  /** Of the line of Neo4j, see `StoreVersionRow`. Default true. */
  hasCheckPoints?: boolean;
}

const damaged = (detail: string, file?: string, at?: number): BackupError =>
  new BackupError("damaged-backup", {
    detail,
    ...(file ? { file } : {}),
    ...(at === undefined ? {} : { range: [at, at + 1] as [number, number] }),
  });

/**
 * Reads the chain that ends at the newest file: from record 2's version downwards and upwards while
 * versions are consecutive.
 * @throws BackupError damaged-backup on a gap, bad-log on a bad header
 */
export async function readChain(
  directory: string,
  currentVersion: number,
  { signal, hasCheckPoints = true }: ChainOptions = {},
): Promise<LogChain> {
  const versions = await logVersions(directory);
  const newest = versions.at(-1);
  // Closed cleanly, a Neo4j without check points names the file that it will begin next.
  const least = hasCheckPoints ? currentVersion : currentVersion - 1;
  if (newest !== undefined && newest < least)
    throw damaged(
      `neostore names log file ${logName(currentVersion)}, but the newest one is ${logName(newest)}`,
      logName(currentVersion),
    );
  if (newest !== undefined && newest > currentVersion && !hasCheckPoints)
    throw damaged(
      `neostore names log file ${logName(currentVersion)}, and recovery would not read the newer ${logName(newest)}`,
      logName(newest),
    );
  const links: ChainLink[] = [];
  let from = versions.length - 1;
  while (from > 0 && versions[from - 1] === (versions[from] as number) - 1) from--;
  for (const version of versions.slice(Math.max(0, from))) {
    const name = logName(version);
    links.push({
      name,
      version,
      scan: await scanLogFile(directory, name, undefined, undefined, signal),
    });
  }
  if (links.length > 0 && (links[0] as ChainLink).version > currentVersion)
    throw damaged(`log file ${logName(currentVersion)} is missing`, logName(currentVersion));
  const chain = chainOf(links);
  return hasCheckPoints ? chain : readingOneFile(chain, currentVersion);
}

/** What recovery without check points makes of a chain. @throws BackupError damaged-backup when there is one */
function readingOneFile(chain: LogChain, version: number): LogChain {
  const foreign = chain.links.find(({ scan }) => scan.lastCheckPoint);
  if (foreign)
    throw damaged(
      `${foreign.name} holds a check point, which this version of Neo4j does not know`,
      foreign.name,
    );
  const read = chain.links.find((link) => link.version === version);
  const willReplay = read?.scan.lastTx !== undefined;
  return {
    ...chain,
    willReplay,
    replayFrom: willReplay ? { version, offset: FIRST_ENTRY_OFFSET } : undefined,
  };
}

/** @throws BackupError damaged-backup when transaction ids do not follow each other */
export function chainOf(links: ChainLink[]): LogChain {
  let last: LogChain["last"];
  for (const link of links) {
    const { firstTx, lastTx, gap } = link.scan;
    if (gap)
      throw damaged(
        `transaction ${gap.found} follows transaction ${gap.after} in ${link.name}`,
        link.name,
        gap.at,
      );
    if (!firstTx || !lastTx) continue;
    if (last && firstTx.id !== last.id + 1)
      throw damaged(
        `${link.name} begins with transaction ${firstTx.id}, but the one before ends with ${last.id}`,
        link.name,
        firstTx.from,
      );
    last = { link, id: lastTx.id };
  }
  const withCheckPoint = links.findLast((l) => l.scan.lastCheckPoint !== undefined);
  const checkPoint = withCheckPoint?.scan.lastCheckPoint;
  if (!withCheckPoint || !checkPoint)
    return {
      links,
      last,
      beforeCheckPoint: undefined,
      hasCheckPoint: false,
      willReplay: last !== undefined,
      checkPointFileMissing: false,
      // Before its first check point recovery begins with the first log file of all.
      replayFrom: last && { version: 0, offset: FIRST_ENTRY_OFFSET },
    };
  const before = links
    .filter((l) => l.version < withCheckPoint.version)
    .findLast((l) => l.scan.lastTx !== undefined)?.scan.lastTx?.id;
  const willReplay = links.some(
    ({ version, scan }) =>
      scan.lastTx !== undefined &&
      (version > checkPoint.logVersion ||
        (version === checkPoint.logVersion && scan.lastTx.from >= checkPoint.offset)),
  );
  return {
    links,
    last,
    beforeCheckPoint: withCheckPoint.scan.txBeforeCheckPoint ?? before,
    hasCheckPoint: true,
    willReplay,
    replayFrom: willReplay
      ? { version: checkPoint.logVersion, offset: checkPoint.offset }
      : undefined,
    checkPointFileMissing: !links.some((l) => l.version === checkPoint.logVersion),
  };
}
