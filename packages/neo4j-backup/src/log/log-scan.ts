/** Reads one transaction log whole, as a stream, and says what is in it and how it ends. */
import { u8 } from "../bytes/integers.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  decodeLogHeader,
  FIRST_ENTRY_OFFSET,
  LOG_HEADER_BYTES,
  type LogHeader,
} from "./log-header.ts";
import {
  BadEntry,
  type LogHandler,
  LogWalker,
  type WalkedCheckPoint,
  type WalkedTransaction,
} from "./log-walker.ts";

/**
 * `clean`: ends behind a whole transaction or check point. `torn`: ends inside one. `zeros`: only
 * zero bytes behind the good end. `garbage`: anything else.
 */
export type LogTail = "clean" | "torn" | "zeros" | "garbage";

export interface ScannedLog {
  /** Undefined when the file is shorter than a header, which Neo4j counts as new. */
  header: LogHeader | undefined;
  bytes: number;
  goodEnd: number;
  tail: LogTail;
  /** Where the tail's first byte that is no valid entry lies, and what was found. */
  badAt: number | undefined;
  badDetail: string | undefined;
  firstTx: WalkedTransaction | undefined;
  lastTx: WalkedTransaction | undefined;
  transactions: number;
  /** The first transaction whose id does not follow the one before it. */
  gap: { after: number; found: number; at: number } | undefined;
  lastCheckPoint: WalkedCheckPoint | undefined;
  /** The last transaction of this file that lies before its last check point. */
  txBeforeCheckPoint: number | undefined;
  /** Version byte of the newest entry. */
  entryVersion: number | undefined;
}

const isZero = (b: Buffer, from: number): boolean => {
  for (let i = from; i < b.length; i++) if (u8(b, i) !== 0) return false;
  return true;
};

/**
 * @param source the file's bytes from offset 0, in pieces of any size
 * @param handler sees each transaction and check point as it is walked
 * @throws BackupError bad-log when the header is not one; whatever the source throws
 */
export async function scanLog(
  source: AsyncIterable<Buffer>,
  handler: LogHandler = {},
): Promise<ScannedLog> {
  const scan: ScannedLog = {
    header: undefined,
    bytes: 0,
    goodEnd: 0,
    tail: "clean",
    badAt: undefined,
    badDetail: undefined,
    firstTx: undefined,
    lastTx: undefined,
    transactions: 0,
    gap: undefined,
    lastCheckPoint: undefined,
    txBeforeCheckPoint: undefined,
    entryVersion: undefined,
  };
  const walker = new LogWalker(
    {
      onTransaction: (tx) => {
        if (scan.lastTx && tx.id !== scan.lastTx.id + 1)
          scan.gap ??= { after: scan.lastTx.id, found: tx.id, at: tx.from };
        scan.firstTx ??= tx;
        scan.lastTx = tx;
        scan.transactions++;
        handler.onTransaction?.(tx);
      },
      onCheckPoint: (checkPoint) => {
        scan.lastCheckPoint = checkPoint;
        scan.txBeforeCheckPoint = scan.lastTx?.id;
        handler.onCheckPoint?.(checkPoint);
      },
    },
    FIRST_ENTRY_OFFSET,
  );
  let head = Buffer.alloc(0);
  let bad: BadEntry | undefined;
  let zeros = true;
  for await (const piece of source) {
    let at = 0;
    if (!scan.header) {
      head = Buffer.concat([head, piece.subarray(0, LOG_HEADER_BYTES - head.length)]);
      at = Math.min(piece.length, LOG_HEADER_BYTES - scan.bytes);
      if (head.length === LOG_HEADER_BYTES) scan.header = decodeLogHeader(head);
    }
    if (bad) zeros = zeros && isZero(piece, 0);
    else
      try {
        walker.push(piece, at, piece.length);
      } catch (error) {
        if (!(error instanceof BadEntry)) throw error;
        bad = error;
        zeros = error.zero && isZero(piece, Math.max(0, error.at - scan.bytes));
      }
    scan.bytes += piece.length;
  }
  scan.goodEnd = scan.header ? walker.goodEnd : 0;
  scan.entryVersion = walker.entryVersion;
  if (bad) {
    scan.tail = zeros ? "zeros" : "garbage";
    scan.badAt = bad.at;
    scan.badDetail = bad.detail;
  } else if (scan.bytes > scan.goodEnd) {
    scan.tail = head.length < LOG_HEADER_BYTES && isZero(head, 0) ? "zeros" : "torn";
    scan.badAt = scan.goodEnd;
  }
  return scan;
}

/** @throws BackupError bad-log when the header's version is not the file name's */
export function checkHeaderVersion(header: LogHeader, version: number, file: string): void {
  if (header.version !== version)
    throw new BackupError("bad-log", {
      detail: `the header of ${file} says version ${header.version}`,
      file,
      range: [0, LOG_HEADER_BYTES],
    });
}
