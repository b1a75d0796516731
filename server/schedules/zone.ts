/** Time zones by IANA name: offsets, and the moments at which clocks change. Times are milliseconds since the epoch. */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Clocks never change twice in a day; a block of this length is looked through once. */
const BLOCK = 30 * DAY;
const MOST_BLOCKS = 5_000;

/** A moment at which the clocks of a zone change. */
export interface Change {
  at: number;
  /** Offsets from UTC before and from then on. */
  before: number;
  after: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();
const blocks = new Map<string, Change[]>();

/** Names of all zones that this server knows. */
export const zoneNames = (): string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")];

export function isZone(name: string): boolean {
  try {
    format(name);
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function format(zone: string): Intl.DateTimeFormat {
  let known = formats.get(zone);
  if (!known) {
    known = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formats.set(zone, known);
  }
  return known;
}

/** What the clocks of the zone are ahead of UTC at that moment. */
export function offsetAt(zone: string, at: number): number {
  const second = Math.floor(at / 1000) * 1000;
  const [month, day, year, hour, minute, sec] = (
    format(zone).format(second).match(/\d+/g) ?? []
  ).map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, sec) - second;
}

/** The first change after `from` and not after `until`. */
export function nextChange(zone: string, from: number, until: number): Change | null {
  for (let block = Math.floor(from / BLOCK); block * BLOCK <= until; block++) {
    const change = changesOf(zone, block).find(({ at }) => at > from);
    if (change) return change.at <= until ? change : null;
  }
  return null;
}

/** The last change at or before `at` and after `since`. */
export function lastChange(zone: string, at: number, since: number): Change | null {
  for (let block = Math.floor(at / BLOCK); (block + 1) * BLOCK > since; block--) {
    const change = changesOf(zone, block).findLast((candidate) => candidate.at <= at);
    if (change) return change.at > since ? change : null;
  }
  return null;
}

function changesOf(zone: string, block: number): Change[] {
  const key = `${zone} ${block}`;
  let known = blocks.get(key);
  if (!known) {
    known = findChanges(zone, block * BLOCK, (block + 1) * BLOCK);
    if (blocks.size >= MOST_BLOCKS) blocks.clear();
    blocks.set(key, known);
  }
  return known;
}

/** Changes in [from, to). */
function findChanges(zone: string, from: number, to: number): Change[] {
  const changes: Change[] = [];
  let before = offsetAt(zone, from - 1000);
  for (let low = from - 1000; low < to - 1000; ) {
    const high = Math.min(low + DAY, to - 1000);
    const after = offsetAt(zone, high);
    if (after !== before) changes.push({ at: bisect(zone, low, high, before), before, after });
    before = after;
    low = high;
  }
  return changes;
}

/** The first second in (low, high] with another offset. */
function bisect(zone: string, low: number, high: number, before: number): number {
  let [a, b] = [low / 1000, high / 1000];
  while (b - a > 1) {
    const middle = Math.floor((a + b) / 2);
    if (offsetAt(zone, middle * 1000) === before) a = middle;
    else b = middle;
  }
  return b * 1000;
}

/** The clock's reading at a moment, as if it were UTC. */
export const wallAt = (zone: string, at: number): number => at + offsetAt(zone, at);

/** The moments at which the clock reads `wall`: one, two when clocks go back, for a skipped reading the one it became. */
export function momentsOf(zone: string, wall: number): number[] {
  const moments = new Set<number>();
  for (const near of [wall - DAY, wall + DAY]) {
    const moment = wall - offsetAt(zone, near);
    if (wallAt(zone, moment) === wall) moments.add(moment);
  }
  if (moments.size === 0) moments.add(wall - offsetAt(zone, wall - DAY));
  return [...moments].sort((a, b) => a - b);
}
