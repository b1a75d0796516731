/** What a successful run must have written, told from its answer by an independent reading of it. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { walkAnswer } from "../golden/walk-answer.ts";

const LOG_HEADER_BYTES = 16;
const CHECK_POINT_BYTES = 18;
/** Records 11 and 12 of neostore, which a full backup sets. */
const CLOSED_POSITION = { from: 99, to: 117 };

/** @returns what is wrong, as a sentence's end; undefined when all is right */
export function checkFull(directory: string, message: Buffer, lastTx: number): string | undefined {
  const { files, transactions, transactionsAt } = walkAnswer(message, "full");
  for (const { path, bytes } of files) {
    const found = readFileSync(join(directory, path));
    const expected = Buffer.from(bytes);
    if (path === "neostore")
      found.copy(expected, CLOSED_POSITION.from, CLOSED_POSITION.from, CLOSED_POSITION.to);
    if (!found.equals(expected)) return `${path} is not what was sent`;
  }
  const logs = readdirSync(directory).filter((name) => name.startsWith("neostore.transaction.db"));
  if (logs.length !== 1) return `there are ${logs.length} log files`;
  const log = readFileSync(join(directory, logs[0] as string));
  const entries = log.subarray(LOG_HEADER_BYTES, log.length - CHECK_POINT_BYTES);
  if (!entries.equals(message.subarray(transactionsAt))) return "the log is not what was sent";
  const last = transactions.at(-1)?.id;
  return last !== undefined && last !== lastTx ? `it says transaction ${lastTx}` : undefined;
}

/** The answer begins with the transaction that the backup has. */
export function checkIncremental(
  directory: string,
  message: Buffer,
  lastTx: number,
): string | undefined {
  const { transactions, transactionsAt } = walkAnswer(message, "incremental");
  const sent = message.subarray(transactionsAt + (transactions[0]?.to ?? 16) - 16);
  const logs = readdirSync(directory).filter((name) => name.startsWith("neostore.transaction.db"));
  const newest = logs
    .sort((a, b) => statSync(join(directory, a)).size - statSync(join(directory, b)).size)
    .at(-1);
  if (transactions.length === 1)
    return logs.length === 1 ? undefined : "a log file without content";
  const log = readFileSync(join(directory, newest as string));
  if (!log.subarray(LOG_HEADER_BYTES).equals(sent)) return "the new log is not what was sent";
  return transactions.at(-1)?.id === lastTx ? undefined : `it says transaction ${lastTx}`;
}
