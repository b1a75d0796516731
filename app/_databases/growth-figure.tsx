"use client";
import type { DatabaseDto } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatBytes, formatCount, formatExactBytes, plural } from "../_ui/format/bytes.ts";
import { Hint } from "../_ui/hint.tsx";

/** What a database's backups come to and bring in a day. */
export function GrowthFigure({
  database,
  className,
}: {
  database: Pick<DatabaseDto, "growth" | "totalBytes">;
  className?: string;
}) {
  const { growth, totalBytes } = database;
  const { perDayBytes, perDayTransactions, days } = growth;
  return (
    <Hint
      content={
        <>
          <div className="text-ink">{formatExactBytes(totalBytes)} stored: bases and log files</div>
          {perDayBytes === null || perDayTransactions === null ? (
            <div>What comes in a day is known after a day of backups.</div>
          ) : (
            <>
              <div>{formatExactBytes(Math.round(perDayBytes))} a day</div>
              <div>{formatCount(Math.round(perDayTransactions))} transactions a day</div>
              <div>The mean of what runs brought in the last {plural(days, "day")}.</div>
            </>
          )}
        </>
      }
    >
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: every figure can be asked with the keyboard
        tabIndex={0}
        className={cn("rounded-sm decoration-dotted underline-offset-2 hover:underline", className)}
      >
        {formatBytes(totalBytes)}
        {perDayBytes === null || perDayTransactions === null
          ? ""
          : `, +${formatBytes(perDayBytes)} and ${formatCount(Math.round(perDayTransactions))} tx a day`}
      </span>
    </Hint>
  );
}
