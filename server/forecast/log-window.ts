import { readRetention } from "./retention-setting.ts";
import type { LogWindow, WindowOutlook, WriteRate } from "./schema.ts";
import { type WindowRange, windowRange } from "./window.ts";
import { counted, inBinary, inDecimal } from "./words.ts";

/** Neo4j 2.2 to 3.5 keep this much unless told otherwise. */
export const DEFAULT_RETENTION = "7 days";
const DEFAULT_ROTATION_BYTES = 250 * 1_024 * 1_024;

/** What is known of a source and of what is protected of it. */
export interface WindowFacts {
  retention: string | null;
  rotationBytes: number | null;
  newestTx: number | null;
  newestCommitAt: Date | null;
  /** The newest moment at which everything was known to be protected. */
  lookedAt: Date | null;
  rate: WriteRate | null;
  /** It is being followed: the next pull is seconds away. */
  isFollowed: boolean;
  nextAt: Date | null;
}

/** How long the source keeps what comes after a pull, and until when it keeps what comes after the last one. */
export function logWindow(facts: WindowFacts, now: Date): LogWindow {
  const entered = facts.retention === null ? null : readRetention(facts.retention);
  // what was saved was read before it was saved; a setting that is not understood any more counts as unknown
  const isAssumed = !entered?.ok;
  const read = entered?.ok ? entered : readRetention(DEFAULT_RETENTION);
  const setting = read.ok ? read.setting : { keepsAll: true as const };
  const rotationBytes = facts.rotationBytes ?? DEFAULT_ROTATION_BYTES;
  const rule = { setting, rotationBytes, rate: facts.rate };
  const fresh = windowRange({ ...rule, commitAt: now.getTime(), lookAt: now.getTime() });
  const range = ofNewest(facts, now, rule);
  const window: Omit<LogWindow, "because"> = {
    retention: facts.retention,
    counted: isAssumed ? DEFAULT_RETENTION : (facts.retention ?? DEFAULT_RETENTION),
    isAssumed,
    rotationBytes,
    isRotationAssumed: facts.rotationBytes === null,
    keepsAll: setting.keepsAll,
    rate: facts.rate,
    windowMillis: span(fresh.likely, now),
    leastMillis: span(fresh.notBefore, now),
    notBefore: moment(range?.notBefore),
    fallsBackAt: moment(range?.likely),
    notAfter: moment(range?.notAfter),
    nextAt: facts.nextAt,
    outlook: outlookOf(facts, range, now, setting.keepsAll),
  };
  return { ...window, because: becauseOf(window) };
}

function ofNewest(
  facts: WindowFacts,
  now: Date,
  rule: Pick<Parameters<typeof windowRange>[0], "setting" | "rotationBytes" | "rate">,
): WindowRange | null {
  const look = facts.lookedAt ?? facts.newestCommitAt;
  if (!look) return null;
  const commit = facts.newestCommitAt ?? look;
  return windowRange({
    ...rule,
    commitAt: Math.min(commit.getTime(), now.getTime()),
    lookAt: Math.min(Math.max(look.getTime(), commit.getTime()), now.getTime()),
  });
}

const span = (at: number | null, now: Date): number | null =>
  at === null || !Number.isFinite(at) ? null : at - now.getTime();

/** Dates end where JavaScript's do; nobody plans for then. */
const moment = (at: number | null | undefined): Date | null =>
  at === null || at === undefined || !Number.isFinite(at) ? null : new Date(at);

function outlookOf(
  facts: WindowFacts,
  range: WindowRange | null,
  now: Date,
  keepsAll: boolean,
): WindowOutlook {
  if (!range) return "unknown";
  if (keepsAll || facts.isFollowed) return "in-time";
  const next = Math.max(facts.nextAt?.getTime() ?? now.getTime(), now.getTime());
  const { notBefore, likely, notAfter } = range;
  if ((likely !== null && next >= likely) || (notAfter !== null && next >= notAfter))
    return "falls-back";
  if (notBefore !== null && next >= notBefore) return "may-fall-back";
  if (!facts.nextAt) return "unplanned";
  return notBefore === null ? "unknown" : "in-time";
}

function becauseOf(window: Omit<LogWindow, "because">): string {
  const keeps = window.keepsAll
    ? "The server keeps all of its logs"
    : `The server keeps "${window.counted}" of its logs`;
  const assumed = window.isAssumed
    ? ", which is Neo4j's default and an assumption: its setting is not known here"
    : "";
  if (window.keepsAll) return `${keeps}.`;
  const files = `It drops whole files of ${inBinary(window.rotationBytes)}${window.isRotationAssumed ? ", the default," : ""} at a check point.`;
  return `${keeps}${assumed}. ${files} ${rateSentence(window.rate)}`;
}

function rateSentence(rate: WriteRate | null): string {
  if (!rate)
    return "How fast it writes is not known: that takes at least an hour between two pulls, one of them an incremental.";
  const from = `over ${counted(rate.days, "day")} with ${counted(Math.round(rate.hours), "hour")} between pulls`;
  if (rate.peakBytesPerHour === 0) return `Nothing was written ${from}.`;
  const pattern = rate.byHour ? ", with its pattern over the hours of a day" : "";
  return `It writes about ${inDecimal(rate.bytesPerHour)} of log an hour (the median ${from}${pattern}), ${inDecimal(rate.quietBytesPerHour)} to ${inDecimal(rate.peakBytesPerHour)} on its quietest and busiest days.`;
}
