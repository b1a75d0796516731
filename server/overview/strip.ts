import type { LogFileDto, SetDto } from "../backup-sets/index.ts";
import type { StripLogFile, StripSet } from "./schema.ts";

const MOST_LOG_FILES = 200;

const earlier = (a: Date | null, b: Date | null): Date | null =>
  !a || !b ? (a ?? b) : a < b ? a : b;
const later = (a: Date | null, b: Date | null): Date | null =>
  !a || !b ? (a ?? b) : a > b ? a : b;

const toStripFile = (file: LogFileDto): StripLogFile => ({
  name: file.name,
  firstCommitAt: file.firstCommitAt,
  lastCommitAt: file.lastCommitAt,
  transactions: file.transactions,
  bytes: file.bytes,
  merged: 1,
});

const merge = (a: StripLogFile, b: StripLogFile): StripLogFile => ({
  name: b.name,
  firstCommitAt: earlier(a.firstCommitAt, b.firstCommitAt),
  lastCommitAt: later(a.lastCommitAt, b.lastCommitAt),
  transactions: a.transactions + b.transactions,
  bytes: a.bytes + b.bytes,
  merged: a.merged + b.merged,
});

/** At most `most` log files: neighbours become one, evenly over the whole length. */
export function mergeLogFiles(files: LogFileDto[], most = MOST_LOG_FILES): StripLogFile[] {
  const size = Math.ceil(files.length / most);
  const merged: StripLogFile[] = [];
  files.forEach((file, at) => {
    const last = merged.at(-1);
    if (last && at % size !== 0) merged[merged.length - 1] = merge(last, toStripFile(file));
    else merged.push(toStripFile(file));
  });
  return merged;
}

/** Good only as long as no verification and no check says otherwise. */
const drawnState = ({ state, verifyOk, check }: SetDto): StripSet["state"] =>
  state === "good" && (verifyOk === false || check?.ok === false) ? "damaged" : state;

/** A set as the strip draws it. */
export const toStripSet = (set: SetDto): StripSet => ({
  id: set.id,
  state: drawnState(set),
  startedAt: set.startedAt,
  baseEndAt: set.baseEndAt ?? set.startedAt,
  baseEndTx: set.baseEndTx,
  lastTx: set.lastTx,
  lastCommitAt: set.lastCommitAt,
  protectedAt: set.protectedAt,
  pinned: set.pinned,
  goesAt: set.leaving?.goesAt ?? null,
  verifyOk: set.verifyOk,
  logFiles: mergeLogFiles(set.logFiles),
});
