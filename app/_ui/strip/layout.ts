import { type Tone, toneOf, worse } from "../../_runs/outcome.ts";
import type { StripDto, StripSet } from "../../_trpc/types.ts";

/** A stretch of the strip; all positions are fractions of its width. */
export interface Stretch {
  left: number;
  width: number;
  from: number;
  to: number;
}

/** Sets that are drawn; one whose full backup never completed is not. */
export type DrawnState = Exclude<StripSet["state"], "failed">;

export interface StripBlock {
  setId: string;
  left: number;
  state: DrawnState;
  pinned: boolean;
}

export interface StripBand extends Stretch {
  setId: string;
  state: DrawnState;
  /** Borders between log files, as fractions of the whole strip. */
  borders: number[];
}

export interface StripTick {
  at: number;
  tone: Tone;
  /** How many runs the tick stands for, the worst of them shown. */
  count: number;
}

export interface StripDrawing {
  from: number;
  to: number;
  now: number;
  bands: StripBand[];
  blocks: StripBlock[];
  gaps: Stretch[];
  /** From the newest protected moment to now. */
  exposed: Stretch | null;
  ticks: StripTick[];
}

export interface Domain {
  from: number;
  to: number;
}

const MINIMUM_SPAN = 2 * 60_000;
const RIGHT_MARGIN = 0.015;
const TICK_CELLS = 160;

/** The last moment that a set is known to restore. */
export function protectedUntil(set: StripSet): number {
  return (set.protectedAt ?? set.lastCommitAt ?? set.baseEndAt).getTime();
}

/** The time axis for one or more strips: what was asked for, or less when the oldest set is younger. */
export function domainOf(strips: StripDto[], now: number): Domain {
  const asked = Math.min(now, ...strips.map((strip) => strip.from.getTime()));
  const seen = strips.flatMap((strip) => [
    ...strip.sets.map((set) => Math.min(set.startedAt.getTime(), set.baseEndAt.getTime())),
    ...strip.runs.map((run) => run.at.getTime()),
  ]);
  const oldest = seen.length === 0 ? asked : Math.min(...seen);
  const span = Math.max(MINIMUM_SPAN, now - oldest);
  const from = Math.max(asked, now - span * 1.04);
  return { from, to: now + (now - from) * RIGHT_MARGIN };
}

/**
 * Where everything on a strip stands. Pure: same strip, domain and time, same drawing.
 * @param narrowest log files narrower than this fraction share a segment
 */
export function layoutStrip(
  strip: StripDto,
  domain: Domain,
  now: number,
  narrowest = 0.004,
): StripDrawing {
  const span = Math.max(1, domain.to - domain.from);
  const place = (at: number) => Math.min(1, Math.max(0, (at - domain.from) / span));
  const stretch = (from: number, to: number): Stretch => {
    const left = place(from);
    return { left, width: Math.max(0, place(to) - left), from, to };
  };
  const sets = strip.sets
    .flatMap((set) => (set.state === "failed" ? [] : [{ ...set, state: set.state }]))
    .filter((set) => protectedUntil(set) >= domain.from)
    .sort((a, b) => a.baseEndAt.getTime() - b.baseEndAt.getTime());
  const restorable = sets.filter((set) => set.state === "good");
  const newest = Math.max(...restorable.map(protectedUntil), Number.NEGATIVE_INFINITY);
  return {
    ...domain,
    now: place(now),
    blocks: sets
      .filter((set) => set.baseEndAt.getTime() >= domain.from)
      .map((set) => ({
        setId: set.id,
        left: place(set.baseEndAt.getTime()),
        state: set.state,
        pinned: set.pinned,
      })),
    bands: sets
      .filter((set) => set.state === "good" || set.state === "damaged")
      .map((set) => ({
        ...stretch(set.baseEndAt.getTime(), filledUntil(set, restorable)),
        setId: set.id,
        state: set.state,
        borders: bordersOf(set, place, narrowest),
      })),
    gaps: gapsOf(restorable.map(spanOf)).map(([from, to]) => stretch(from, to)),
    exposed: Number.isFinite(newest) && newest < now ? stretch(newest, now) : null,
    ticks: ticksOf(strip, place),
  };
}

/** What one set restores: moments in milliseconds, and the transactions at both ends where they are known. */
export interface Span {
  from: number;
  to: number;
  firstTx: number | null;
  lastTx: number | null;
}

/** What a set of a strip restores. */
export function spanOf(set: StripSet): Span {
  return {
    from: set.baseEndAt.getTime(),
    to: protectedUntil(set),
    firstTx: set.baseEndTx,
    lastTx: set.lastTx,
  };
}

/**
 * The stretches between sets that no set restores, oldest first. A stretch in which no transaction happened
 * misses nothing and is no gap.
 */
export function gapsOf(spans: Span[]): [from: number, to: number][] {
  const gaps: [number, number][] = [];
  let covered = Number.POSITIVE_INFINITY;
  let held: number | null = null;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const missed = held === null || span.firstTx === null || span.firstTx > held;
    if (span.from > covered && missed) gaps.push([covered, span.from]);
    covered = covered === Number.POSITIVE_INFINITY ? span.to : Math.max(covered, span.to);
    if (span.lastTx !== null) held = Math.max(held ?? 0, span.lastTx);
  }
  return gaps;
}

/** The end of a set's band: also through a stretch in which nothing happened, up to the base of the next set. */
function filledUntil(set: StripSet, restorable: StripSet[]): number {
  const until = protectedUntil(set);
  const { lastTx } = set;
  const next = restorable.find((each) => each.baseEndAt.getTime() >= until && each.id !== set.id);
  if (set.state !== "good" || lastTx === null || !next || next.baseEndTx === null) return until;
  return next.baseEndTx <= lastTx ? next.baseEndAt.getTime() : until;
}

function bordersOf(set: StripSet, place: (at: number) => number, narrowest: number): number[] {
  const borders: number[] = [];
  let last = place(set.baseEndAt.getTime());
  for (const file of set.logFiles.slice(0, -1)) {
    if (!file.lastCommitAt) continue;
    const at = place(file.lastCommitAt.getTime());
    if (at - last < narrowest || at >= 1) continue;
    borders.push(at);
    last = at;
  }
  return borders;
}

function ticksOf(strip: StripDto, place: (at: number) => number): StripTick[] {
  const cells = new Map<number, StripTick>();
  for (const run of strip.runs) {
    const at = place(run.at.getTime());
    if (at <= 0) continue;
    const cell = Math.floor(at * TICK_CELLS);
    const tone = toneOf(run.state, run.result);
    const there = cells.get(cell);
    cells.set(
      cell,
      there
        ? { at: there.at, tone: worse(there.tone, tone), count: there.count + 1 }
        : { at, tone, count: 1 },
    );
  }
  return [...cells.values()].sort((a, b) => a.at - b.at);
}
