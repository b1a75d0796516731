import { writtenAt } from "./rate.ts";
import type { KeepRule, KeepSetting } from "./retention-setting.ts";
import type { WriteRate } from "./schema.ts";

const HOUR = 3_600_000;
/** Logs are pruned at a check point; Neo4j makes one at least this often while it is written to. */
const CHECK_POINT_MILLIS = HOUR / 4;

/** What a window depends on. Times are milliseconds since the epoch. */
export interface WindowInput {
  setting: KeepSetting;
  rotationBytes: number;
  rate: WriteRate | null;
  /** Commit time of the newest protected transaction: the one that the next incremental backup asks for. */
  commitAt: number;
  /** Until then nothing was written after it. */
  lookAt: number;
}

/** Bounds of the moment at which the log file with that transaction is pruned; Infinity for never, null for unknown. */
export interface WindowRange {
  notBefore: number | null;
  likely: number | null;
  notAfter: number | null;
}

/**
 * When the transaction that the next incremental backup asks for is pruned.
 *
 * Neo4j 2.3 prunes whole log files, at a check point, and leaves the current one and the one before it. From the newest
 * file back it looks for the first that the rule is "reached" at; that file and all older ones go:
 *   files n   the n-th file;                    size S   the file with which the sizes add up to S
 *   txs T     the first one after it is T back; time D   its first transaction is older than D
 * Where in its file the transaction lies is not known, so each rule gives a least and a most of bytes after it.
 */
export function windowRange(input: WindowInput): WindowRange {
  const { setting } = input;
  if (setting.keepsAll) {
    const never = Number.POSITIVE_INFINITY;
    return { notBefore: never, likely: never, notAfter: never };
  }
  const ranges = setting.rules.map((rule) => rangeOfRule(input, rule));
  return {
    notBefore: earliest(ranges.map((range) => range.notBefore)),
    likely: earliest(ranges.map((range) => range.likely)),
    notAfter: earliest(ranges.map((range) => range.notAfter)),
  };
}

/** Unknown as soon as one is: it might be the earliest. A time that is known bounds the last moment all the same. */
const earliest = (moments: (number | null)[]): number | null =>
  moments.some((moment) => moment === null)
    ? null
    : Math.min(...moments.filter((moment) => moment !== null));

function rangeOfRule(input: WindowInput, rule: KeepRule): WindowRange {
  if (rule.kind === "time") return rangeOfTime(input, rule.millis);
  if (!input.rate) return { notBefore: null, likely: null, notAfter: null };
  const { least, most } = bytesAfter(rule, input.rotationBytes, input.rate);
  const { rate } = input;
  return {
    notBefore: reach(input, least, rate.peakBytesPerHour),
    likely: reach(input, (least + most) / 2, rate.bytesPerHour),
    notAfter: reach(input, most, rate.quietBytesPerHour) + CHECK_POINT_MILLIS,
  };
}

const reach = (input: WindowInput, bytes: number, perHour: number): number =>
  writtenAt(input.lookAt, bytes, perHour, input.rate?.byHour ?? null);

/** Files that are kept at least, the current one not among them: from the rule, and two because Neo4j leaves one more. */
function bytesAfter(
  rule: Exclude<KeepRule, { kind: "time" }>,
  rotation: number,
  rate: WriteRate,
): { least: number; most: number } {
  if (rule.kind === "transactions") {
    const bytes = rule.transactions * rate.bytesPerTransaction;
    return { least: Math.max(rotation, bytes), most: Math.max(2 * rotation, bytes + rotation) };
  }
  const files = rule.kind === "files" ? rule.files : Math.ceil(rule.bytes / rotation);
  const kept = Math.max(2, files);
  return { least: (kept - 1) * rotation, most: kept * rotation };
}

/** By age: the first transaction of the file counts, which may be a whole file older. */
function rangeOfTime(input: WindowInput, keep: number): WindowRange {
  const { rate, rotationBytes, commitAt, lookAt } = input;
  const fileMillis = (perHour: number): number => (rotationBytes / perHour) * HOUR;
  if (!rate) return { notBefore: commitAt + keep / 2, likely: null, notAfter: null };
  const fastest = fileMillis(rate.peakBytesPerHour);
  const slowest = fileMillis(rate.quietBytesPerHour);
  // the slower it fills its files the older their first transactions, but the later a file goes: the worst lies between
  const worst = Math.min(slowest, Math.max(fastest, keep / 2));
  const at = (file: number, files: number): number =>
    Math.max(lookAt + file * files, commitAt + keep - file * (2 - files));
  const typical = fileMillis(rate.bytesPerHour);
  return {
    notBefore: at(worst, 1),
    likely: at(typical, 1.5),
    notAfter: Math.max(lookAt + 2 * slowest, commitAt + keep) + CHECK_POINT_MILLIS,
  };
}
