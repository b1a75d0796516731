/**
 * An answer decoded whole in memory, by code that shares nothing with the engine's stream readers but the
 * log walker: what the stream readers find must be the same.
 */
import { LogWalker, type WalkedTransaction } from "../../src/log/log-walker.ts";

export interface WalkedFile {
  path: string;
  bytes: Buffer;
  /** Offsets in the message: of the name's length, of the flag, and behind the last block. */
  at: number;
  flagAt: number;
  end: number;
}

export interface WalkedAnswer {
  files: WalkedFile[];
  storeIdAt: number;
  storeId: Buffer;
  responseType: number;
  transactionsAt: number;
  /** Offsets count from 16, as in a log file. */
  transactions: WalkedTransaction[];
}

function walkFiles(message: Buffer): { files: WalkedFile[]; end: number } {
  const files: WalkedFile[] = [];
  let at = 0;
  for (;;) {
    const start = at;
    const units = message.readUInt16BE(at);
    at += 2;
    if (units === 0) return { files, end: at };
    const path = Buffer.from(message.subarray(at, at + units * 2))
      .swap16()
      .toString("utf16le");
    at += units * 2;
    const flagAt = at;
    const blocks: Buffer[] = [];
    if (message[at++] === 1)
      for (let last = false; !last; ) {
        const head = message.readUInt8(at++);
        last = head !== 0;
        const size = last ? head : 255;
        blocks.push(message.subarray(at, at + size));
        at += size;
      }
    files.push({ path, bytes: Buffer.concat(blocks), at: start, flagAt, end: at });
  }
}

export function walkTransactions(bytes: Buffer): WalkedTransaction[] {
  const found: WalkedTransaction[] = [];
  const walker = new LogWalker({ onTransaction: (tx) => found.push(tx) }, 16);
  walker.push(bytes);
  if (!walker.atBoundary) throw new Error("the stream ends inside a transaction");
  return found;
}

export function walkAnswer(message: Buffer, kind: "full" | "incremental"): WalkedAnswer {
  const { files, end } = kind === "full" ? walkFiles(message) : { files: [], end: 0 };
  const transactionsAt = end + 41;
  return {
    files,
    storeIdAt: end,
    storeId: message.subarray(end, end + 40),
    responseType: message.readUInt8(end + 40),
    transactionsAt,
    transactions: walkTransactions(message.subarray(transactionsAt)),
  };
}
