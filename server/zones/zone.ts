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
const blocks = new Map<string, Block>();

/** The changes in a stretch of time, and the offset that it begins with. */
interface Block {
  before: number;
  changes: Change[];
}

/** Names of all zones that this server knows. */
export const zoneNames = (): string[] => ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** Whether the runtime knows a time zone by this name. */
export function isZone(name: string): boolean {
  try {
    format(name);
    return true;
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
  const { before, changes } = blockOf(zone, Math.floor(at / BLOCK));
  return changes.findLast((change) => change.at <= at)?.after ?? before;
}

/** The same, asked of the runtime. */
function readOffset(zone: string, at: number): number {
  const second = Math.floor(at / 1000) * 1000;
  const [month, day, year, hour, minute, sec] = (
    format(zone).format(second).match(/\d+/g) ?? []
  ).map(Number) as [number, number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute, sec) - second;
}

/** The first change after `from` and not after `until`. */
export function nextChange(zone: string, from: number, until: number): Change | null {
  for (let block = Math.floor(from / BLOCK); block * BLOCK <= until; block++) {
    const change = blockOf(zone, block).changes.find(({ at }) => at > from);
    if (change) return change.at <= until ? change : null;
  }
  return null;
}

/** The last change at or before `at` and after `since`. */
export function lastChange(zone: string, at: number, since: number): Change | null {
  for (let block = Math.floor(at / BLOCK); (block + 1) * BLOCK > since; block--) {
    const change = blockOf(zone, block).changes.findLast((candidate) => candidate.at <= at);
    if (change) return change.at > since ? change : null;
  }
  return null;
}

function blockOf(zone: string, block: number): Block {
  const key = `${zone} ${block}`;
  let known = blocks.get(key);
  if (!known) {
    known = readBlock(zone, block * BLOCK, (block + 1) * BLOCK);
    if (blocks.size >= MOST_BLOCKS) blocks.clear();
    blocks.set(key, known);
  }
  return known;
}

/** What lies in [from, to). */
function readBlock(zone: string, from: number, to: number): Block {
  const first = readOffset(zone, from - 1000);
  const changes: Change[] = [];
  let before = first;
  for (let low = from - 1000; low < to - 1000; ) {
    const high = Math.min(low + DAY, to - 1000);
    const after = readOffset(zone, high);
    if (after !== before) changes.push({ at: bisect(zone, low, high, before), before, after });
    before = after;
    low = high;
  }
  return { before: first, changes };
}

/** The first second in (low, high] with another offset. */
function bisect(zone: string, low: number, high: number, before: number): number {
  let [a, b] = [low / 1000, high / 1000];
  while (b - a > 1) {
    const middle = Math.floor((a + b) / 2);
    if (readOffset(zone, middle * 1000) === before) a = middle;
    else b = middle;
  }
  return b * 1000;
}

/** The clock's reading at a moment, as if it were UTC. */
export const wallAt = (zone: string, at: number): number => at + offsetAt(zone, at);

/** The moments at which the clock reads `wall`: one, two when clocks go back, none for a reading that is skipped. */
function readings(zone: string, wall: number): number[] {
  const moments = new Set<number>();
  for (const near of [wall - DAY, wall + DAY]) {
    const moment = wall - offsetAt(zone, near);
    if (wallAt(zone, moment) === wall) moments.add(moment);
  }
  return [...moments].sort((a, b) => a - b);
}

/** The moments at which the clock reads `wall`; for a reading that is skipped the one it became. */
export function momentsOf(zone: string, wall: number): number[] {
  const moments = readings(zone, wall);
  return moments.length > 0 ? moments : [wall - offsetAt(zone, wall - DAY)];
}

/** The first moment at which the clock reads `wall`; the moment of the change for a reading that is skipped. */
export function firstMoment(zone: string, wall: number): number {
  const [first] = readings(zone, wall);
  if (first !== undefined) return first;
  const change = nextChange(zone, wall - DAY, wall + DAY);
  if (!change) throw new Error(`no clock of ${zone} skips ${new Date(wall).toISOString()}`);
  return change.at;
}
