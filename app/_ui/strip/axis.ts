const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  60 * DAY,
  90 * DAY,
  182 * DAY,
  365 * DAY,
];

export interface AxisMark {
  /** 0 is the left edge, 1 the right one. */
  at: number;
  label: string;
}

export interface AxisOptions {
  /** At most this many marks, `now` not counted. */
  marks: number;
  /** The reader's; the browser's when left out. */
  timeZone?: string;
}

/** Marks at round local times between two moments (milliseconds), none so near to the right edge that it would hide "now". */
export function axisMarks(from: number, to: number, options: AxisOptions): AxisMark[] {
  const span = to - from;
  const step = STEPS.find((each) => span / each <= options.marks) ?? 730 * DAY;
  const shift = offsetOf(to, options.timeZone);
  const marks: AxisMark[] = [];
  for (let at = Math.ceil((from + shift) / step) * step - shift; at <= to; at += step) {
    const fraction = (at - from) / span;
    if (fraction > 0.9) break;
    if (fraction >= 0.02)
      marks.push({ at: fraction, label: labelOf(at, step, span, options.timeZone) });
  }
  return marks;
}

function labelOf(at: number, step: number, span: number, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const day: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", ...zone };
  if (span > 400 * DAY) day.year = "numeric";
  const clock: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", ...zone };
  if (step >= DAY) return new Intl.DateTimeFormat("en-GB", day).format(at);
  const time = new Intl.DateTimeFormat("en-GB", clock).format(at);
  return time === "00:00" ? new Intl.DateTimeFormat("en-GB", day).format(at) : time;
}

/** Milliseconds to add to a moment to get the reader's wall clock as if it were UTC. */
function offsetOf(at: number, timeZone?: string): number {
  if (timeZone === undefined) return -new Date(at).getTimezoneOffset() * MINUTE;
  const wall = new Date(at).toLocaleString("sv-SE", { timeZone });
  return Date.parse(`${wall.replace(" ", "T")}Z`) - Math.floor(at / 1000) * 1000;
}
