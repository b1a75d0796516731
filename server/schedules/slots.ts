import { type Change, lastChange, nextChange, offsetAt } from "../zones/index.ts";
import { cronOf, type WallCron } from "./cron.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A slot in a gap may be shifted by a day (a date line was moved), so a change is looked for this far back. */
const LOOK_BACK = 50 * HOUR;
const SEGMENT = 200 * DAY;
/** Eight years pass between some leap days. */
const HORIZON = 9 * 366 * DAY;

export interface Cadence {
  cron: string;
  zone: string;
}

/** What a change of the clocks does to a slot. */
export type SlotChange =
  /** The reading does not exist on that day; it fires when it would have been, had the clocks not changed. */
  | { kind: "forward"; wanted: number }
  /** The reading comes twice; an hourly cadence has a slot in each pass, any other one in the first. */
  | { kind: "back"; pass: 1 | 2; isBoth: boolean };

/** A moment at which something is due. */
export interface Slot {
  at: Date;
  /** What the clock reads then, as if it were UTC. */
  wall: number;
  change: SlotChange | null;
}

/** A stretch of time with one offset, and how it begins and ends. */
interface Segment {
  from: number;
  to: number;
  offset: number;
  begins: Change | null;
  ends: Change | null;
}

/** The slots of a cadence after a moment, ever later. Each has a time of its own; ends when nothing more is to come. */
export function* slotsAfter({ cron, zone }: Cadence, after: Date): Generator<Slot> {
  const wallCron = cronOf(cron);
  const from = after.getTime();
  for (const segment of segments(zone, from)) {
    for (const slot of slotsIn(wallCron, segment, from)) if (slot.at.getTime() > from) yield slot;
  }
}

function* segments(zone: string, from: number): Generator<Segment> {
  let begins = lastChange(zone, from, from - LOOK_BACK);
  let start = begins?.at ?? from;
  while (start < from + HORIZON) {
    const ends = nextChange(zone, start, start + SEGMENT);
    const to = ends?.at ?? start + SEGMENT;
    yield { from: start, to, offset: begins?.after ?? offsetAt(zone, start), begins, ends };
    begins = ends;
    start = to;
  }
}

/** First the readings of the segment itself, merged with those that its beginning skipped. */
function* slotsIn(cron: WallCron, segment: Segment, after: number): Generator<Slot> {
  const skipped = skippedBy(cron, segment.begins);
  for (const wall of wallsIn(cron, segment, after)) {
    const at = wall - segment.offset;
    for (let early = skipped[0]; early && early.at.getTime() < at; early = skipped[0]) {
      skipped.shift();
      yield early;
    }
    if (skipped[0]?.at.getTime() === at) skipped.shift(); // one backup does for both
    yield { at: new Date(at), wall, change: changeAt(cron, segment, wall) };
  }
  yield* skipped;
}

function* wallsIn(cron: WallCron, segment: Segment, after: number): Generator<number> {
  const { offset, begins } = segment;
  const isBack = begins !== null && begins.after < begins.before;
  // what was already read before the clocks went back was due then
  const first = isBack && !cron.isEveryHour ? begins.at + begins.before : segment.from + offset;
  const start = Math.max(first, Math.min(after, segment.to) + offset);
  for (let wall = cron.next(start - 1000); wall !== null; wall = cron.next(wall)) {
    if (wall >= segment.to + offset) return;
    yield wall;
  }
}

/** Readings that do not exist because the clocks went forward, at the moments they would have had. */
function skippedBy(cron: WallCron, begins: Change | null): Slot[] {
  if (!begins || begins.after < begins.before) return [];
  const slots: Slot[] = [];
  const end = begins.at + begins.after;
  for (
    let wanted = cron.next(begins.at + begins.before - 1000);
    wanted !== null && wanted < end;
    wanted = cron.next(wanted)
  ) {
    const at = wanted - begins.before;
    slots.push({ at: new Date(at), wall: at + begins.after, change: { kind: "forward", wanted } });
  }
  return slots;
}

function changeAt(cron: WallCron, { begins, ends }: Segment, wall: number): SlotChange | null {
  const isBoth = cron.isEveryHour;
  if (begins && wall < begins.at + begins.before && begins.after < begins.before)
    return { kind: "back", pass: 2, isBoth };
  if (ends && ends.after < ends.before && wall >= ends.at + ends.after)
    return { kind: "back", pass: 1, isBoth };
  return null;
}

/** The first slot after a moment; null when none is to come. */
export const nextSlot = (cadence: Cadence, after: Date): Slot | null =>
  slotsAfter(cadence, after).next().value ?? null;

const LOOK_BACKS = [2 * HOUR, 2 * DAY, 10 * DAY, 70 * DAY, 400 * DAY, HORIZON];

/** The last slot at or before a moment; null when there is none in the last nine years. */
export function slotBefore(cadence: Cadence, at: Date): Slot | null {
  for (const back of LOOK_BACKS) {
    let last: Slot | null = null;
    for (const slot of slotsAfter(cadence, new Date(at.getTime() - back))) {
      if (slot.at > at) break;
      last = slot;
    }
    if (last) return last;
  }
  return null;
}

export interface Intervals {
  usualMillis: number;
  shortestMillis: number;
  longestMillis: number;
}

const knownIntervals = new Map<string, Intervals | null>();
const MOST_KNOWN = 2_000;
/** A week shows nights and weekends; of cadences of minutes a part of it does. */
const WEEK = 8 * DAY;
const MOST_LOOKED_AT = 800;

/**
 * The interval that is usual, the shortest and the longest one, among the slots that follow the day of `from`; null with
 * fewer than two to come. Many databases share a cadence, so it is looked up once a day.
 */
export function intervalsOf(cadence: Cadence, from: Date): Intervals | null {
  const day = Math.floor(from.getTime() / DAY);
  const key = `${day} ${cadence.zone} ${cadence.cron}`;
  let intervals = knownIntervals.get(key);
  if (intervals === undefined) {
    intervals = findIntervals(cadence, new Date(day * DAY));
    if (knownIntervals.size >= MOST_KNOWN) knownIntervals.clear();
    knownIntervals.set(key, intervals);
  }
  return intervals;
}

function findIntervals(cadence: Cadence, from: Date): Intervals | null {
  const times: number[] = [];
  for (const slot of slotsAfter(cadence, from)) {
    times.push(slot.at.getTime());
    const span = slot.at.getTime() - from.getTime();
    if (times.length > MOST_LOOKED_AT || (times.length > 60 && span > WEEK) || span > 400 * DAY)
      break;
  }
  const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
  if (gaps.length === 0) return null;
  const sorted = [...gaps].sort((a, b) => a - b);
  return {
    usualMillis: sorted[Math.floor((sorted.length - 1) / 2)] as number,
    shortestMillis: sorted[0] as number,
    longestMillis: sorted.at(-1) as number,
  };
}
