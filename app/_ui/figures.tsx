"use client";
import { cn } from "./cn.ts";
import { formatBytes, formatCount, formatExactBytes } from "./format/bytes.ts";
import { formatDuration } from "./format/duration.ts";
import { exactTimes, formatDateTime, formatRelative } from "./format/time.ts";
import { formatTxRange } from "./format/tx.ts";
import { Hint } from "./hint.tsx";
import { useNow } from "./use-now.ts";

const asks = "rounded-sm decoration-dotted underline-offset-2 hover:underline";

interface FigureProps {
  className?: string;
  /** False in dense tables: the figure answers the pointer but is no tab stop. */
  stop?: boolean;
}

const stops = (stop = true) => (stop ? { tabIndex: 0 } : {});

/** Seconds matter in the first hour, then a minute is enough. */
const stepFor = (at: Date) => (Date.now() - at.getTime() > 3_600_000 ? 60_000 : 1000);

/** A moment: relative by default, exact in UTC and local time on hover or focus. */
export function Time({
  at,
  exact = false,
  className,
  stop,
}: FigureProps & { at: Date; exact?: boolean }) {
  const now = useNow(stepFor(at));
  const { utc, local } = exactTimes(at);
  return (
    <Hint
      content={
        <>
          <div>{utc}</div>
          <div>{local}</div>
          {exact ? <div>{formatRelative(at, now)}</div> : null}
        </>
      }
    >
      <time
        dateTime={at.toISOString()}
        className={cn(asks, "whitespace-nowrap", className)}
        {...stops(stop)}
      >
        {exact ? formatDateTime(at) : formatRelative(at, now)}
      </time>
    </Hint>
  );
}

/** A size: rounded, exact on hover or focus. */
export function Bytes({
  value,
  from,
  className,
  stop,
}: FigureProps & { value: number; from?: string }) {
  return (
    <Hint
      content={
        <>
          <div>{formatExactBytes(value)}</div>
          {from ? <div>{from}</div> : null}
        </>
      }
    >
      <span className={cn(asks, "whitespace-nowrap", className)} {...stops(stop)}>
        {formatBytes(value)}
      </span>
    </Hint>
  );
}

/** A span of time: rounded, milliseconds on hover or focus. */
export function Duration({ millis, className, stop }: FigureProps & { millis: number }) {
  return (
    <Hint content={`${formatCount(Math.round(millis))} milliseconds`}>
      <span className={cn(asks, "whitespace-nowrap", className)} {...stops(stop)}>
        {formatDuration(millis)}
      </span>
    </Hint>
  );
}

/** A transaction id, or the range of them. */
export function Tx({ first, last }: { first?: number | null; last: number | null }) {
  return (
    <span className="whitespace-nowrap">
      {first === undefined
        ? last === null
          ? "none"
          : formatCount(last)
        : formatTxRange(first, last)}
    </span>
  );
}
