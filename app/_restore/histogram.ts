import type { Timeline } from "../_trpc/types.ts";

export interface Bar {
  key: number;
  /** Fractions of the whole width. */
  left: number;
  width: number;
  /** Fraction of the whole height. */
  height: number;
  /** Fraction of the bar: how much of what it changed was deleted. */
  deleted: number;
  /** Ran while the base was copied: part of it, and before the first point to restore to. */
  isOfBase: boolean;
}

export interface Domain {
  from: number;
  to: number;
}

/** The stretch of time that a set's time line shows: from its first restore point to the last. */
export function domainOf(timeline: Timeline): Domain {
  const firsts = [timeline.firstAt, timeline.minutes[0]?.at].filter((at) => at != null);
  const lasts = [timeline.lastAt, timeline.minutes.at(-1)?.untilAt].filter((at) => at != null);
  const from = Math.min(...firsts.map((at) => at.getTime()));
  const to = Math.max(...lasts.map((at) => at.getTime()));
  if (!Number.isFinite(from) || !Number.isFinite(to)) return { from: 0, to: 1000 };
  return { from, to: Math.max(to, from + 1000) };
}

export const fractionAt = (at: number, { from, to }: Domain): number =>
  Math.min(1, Math.max(0, (at - from) / (to - from)));

export const timeAt = (fraction: number, { from, to }: Domain): number =>
  Math.round(from + Math.min(1, Math.max(0, fraction)) * (to - from));

/** Buckets as bars. Heights go by the square root, so that a quiet hour stays visible beside a busy one. */
export function barsOf({ minutes, firstAt }: Timeline, domain: Domain): Bar[] {
  const first = firstAt?.getTime() ?? Number.NEGATIVE_INFINITY;
  const most = Math.max(1, ...minutes.map((each) => each.transactions));
  return minutes.map((each) => {
    const left = fractionAt(each.at.getTime(), domain);
    const all = each.created + each.changed + each.deleted;
    return {
      key: each.at.getTime(),
      left,
      width: fractionAt(each.untilAt.getTime(), domain) - left,
      height: Math.max(0.06, Math.sqrt(each.transactions / most)),
      deleted: all === 0 ? 0 : each.deleted / all,
      isOfBase: each.untilAt.getTime() <= first,
    };
  });
}

/** Whether there are transactions that belong to the base. */
export const hasBaseBars = (timeline: Timeline): boolean =>
  barsOf(timeline, domainOf(timeline)).some((bar) => bar.isOfBase);

export type Stride = "back" | "forward" | "far-back" | "far-forward" | "first" | "last";

const FAR = 10;

/**
 * Where a key takes the handle: to the end of the stretch before or after, ten of them, or to an end. Stretches
 * without transactions are passed over. A time means the last commit at or before it.
 */
export function strideFrom(
  at: number,
  stride: Stride,
  { minutes }: Timeline,
  domain: Domain,
): number {
  if (stride === "first") return domain.from;
  if (stride === "last") return domain.to;
  const stops = [
    domain.from,
    ...minutes.map((each) => Math.min(domain.to, each.untilAt.getTime() - 1)),
    domain.to,
  ];
  const steps = stride.startsWith("far") ? FAR : 1;
  if (stride.endsWith("back")) {
    const before = stops.filter((stop) => stop < at);
    return before.at(-Math.min(steps, before.length)) ?? domain.from;
  }
  const after = stops.filter((stop) => stop > at);
  return after[Math.min(steps, after.length) - 1] ?? domain.to;
}
