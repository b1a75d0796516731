import type { KeepSetting } from "../retention-setting.ts";

const HOUR = 3_600_000;
const STEP = HOUR / 4;
const LONGEST = 3_000 * 24 * HOUR;

interface LogFile {
  bytes: number;
  transactions: number;
  firstAt: number;
}

/** A server to be modelled. */
export interface ModelInput {
  setting: KeepSetting;
  rotationBytes: number;
  bytesPerTransaction: number;
  /** Log bytes an hour, at a time. */
  perHour: (at: number) => number;
  /** Where in its file the transaction lies that is watched: 0 at its start, 1 at its end. */
  place: number;
}

/**
 * Plays a server's log in steps of a quarter hour, with a check point after each, by the rules that `window.ts` tells.
 * @returns when the file with the transaction of time 0 is deleted; Infinity when it is not within years
 */
export function pruneLogs(input: ModelInput): number {
  const { rotationBytes, bytesPerTransaction, perHour, place } = input;
  const before = place * rotationBytes;
  const files: LogFile[] = [
    {
      bytes: before,
      transactions: before / bytesPerTransaction,
      firstAt: -(before / perHour(0)) * HOUR,
    },
  ];
  for (let at = 0; at < LONGEST; at += STEP) {
    const bytes = (perHour(at) * STEP) / HOUR;
    write(files, bytes, at, input);
    if (prunesOldest(files, at + STEP, input.setting)) return at + STEP;
  }
  return Number.POSITIVE_INFINITY;
}

function write(files: LogFile[], bytes: number, at: number, input: ModelInput): void {
  const { rotationBytes, bytesPerTransaction } = input;
  let left = bytes;
  while (left > 0) {
    const current = files.at(-1);
    if (!current || current.bytes >= rotationBytes) {
      files.push({ bytes: 0, transactions: 0, firstAt: at });
      continue;
    }
    const part = Math.min(left, rotationBytes - current.bytes);
    current.bytes += part;
    current.transactions += part / bytesPerTransaction;
    left -= part;
  }
}

/** The oldest is the one that is watched. */
function prunesOldest(files: LogFile[], now: number, setting: KeepSetting): boolean {
  if (setting.keepsAll || files.length < 3) return false;
  return setting.rules.some((rule) => {
    const whole = files.slice(0, -1).reverse();
    let count = 0;
    let bytes = 0;
    let transactions = files.at(-1)?.transactions ?? 0;
    const reached = whole.findIndex((file) => {
      count += 1;
      bytes += file.bytes;
      const after = transactions;
      transactions += file.transactions;
      if (rule.kind === "files") return count >= rule.files;
      if (rule.kind === "size") return bytes >= rule.bytes;
      if (rule.kind === "transactions") return after >= rule.transactions;
      return file.firstAt < now - rule.millis;
    });
    return reached !== -1;
  });
}
