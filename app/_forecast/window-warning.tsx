"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, LogWindowDetail } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatAge } from "../_ui/format/duration.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { type IntervalRisk, intervalRisk, savedRisk } from "./interval-risk.ts";

const MINUTE = 60_000;

/**
 * For the form in which the cadence of incremental backups is chosen: says so when they would be so far apart that the
 * source may drop what the next one needs. Takes no room while all is well, or while nothing is known yet.
 */
export function WindowWarning({
  databaseId,
  everyMinutes,
}: {
  databaseId: string;
  everyMinutes: number;
}) {
  const trpc = useTRPC();
  const window = useQuery(trpc.forecast.window.queryOptions({ id: databaseId }));
  const risk = window.data ? intervalRisk(window.data, everyMinutes) : "safe";
  return (
    <div role="status" aria-label="Log window" className="empty:hidden">
      {window.error ? (
        <p className="text-xs text-ink-3">
          Whether the source keeps its logs for long enough could not be found out:{" "}
          {window.error.message}
        </p>
      ) : window.data && risk !== "safe" ? (
        <Warning window={window.data} risk={risk} everyMillis={everyMinutes * MINUTE} />
      ) : null}
    </div>
  );
}

/** The same of a schedule that is saved, for pages that show how things stand; nothing while it is safe or not known. */
export function SavedScheduleWarning({
  database,
  window,
}: {
  database: DatabaseDto;
  window: LogWindowDetail;
}) {
  const risk = savedRisk(database);
  const every = database.plan.incrementalMillis;
  if (risk === "safe" || risk === "unknown" || every === null) return null;
  return (
    <div role="note" aria-label="Schedule and log window" className="mb-3">
      <Warning window={window} risk={risk} everyMillis={every} />
    </div>
  );
}

function Warning({
  window,
  risk,
  everyMillis,
}: {
  window: LogWindowDetail;
  risk: Exclude<IntervalRisk, "safe">;
  everyMillis: number;
}) {
  const tone = risk === "too-long" ? "bad" : risk === "close" ? "warn" : "idle";
  return (
    <div
      className={cn(
        "flex gap-2.5 rounded-md border px-3 py-2",
        risk === "too-long" && "border-bad-fill/50 bg-bad-soft",
        risk === "close" && "border-warn-fill/60 bg-warn-soft",
        risk === "unknown" && "border-line bg-sunk",
      )}
    >
      <Mark tone={tone} className={cn("mt-1.5", TONE_TEXT[tone])} />
      <div className="min-w-0">
        <p>{sentenceOf(window, risk, everyMillis)}</p>
        <p className="mt-1 text-xs text-ink-2">{window.because}</p>
      </div>
    </div>
  );
}

function sentenceOf(
  window: LogWindowDetail,
  risk: Exclude<IntervalRisk, "safe">,
  everyMillis: number,
): string {
  const every = formatAge(everyMillis);
  const span = window.windowMillis ?? window.leastMillis;
  if (risk === "unknown" || span === null)
    return `Whether ${every} between incremental backups is too long cannot be told yet.`;
  const lasts = `the source likely drops what they need after ${formatAge(span)}`;
  if (risk === "too-long")
    return `${every} between incremental backups is too long: ${lasts}, so each would fall back to a full one.`;
  return `${every} between incremental backups is more than half of what the source keeps: ${lasts}. One that is late or fails may be followed by a full one.`;
}
