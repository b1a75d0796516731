"use client";
import type { DiskForecast } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatBytes, formatExactBytes } from "../_ui/format/bytes.ts";
import { Hint } from "../_ui/hint.tsx";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { diskSentence } from "./disk-words.ts";

/** When the storage is full, and from what that is known. */
export function DiskLine({
  disk,
  error,
  onRetry,
}: {
  disk: DiskForecast | undefined;
  error: { message: string } | null;
  onRetry: () => void;
}) {
  return (
    <Panel title="Storage" className="mt-4">
      {error && !disk ? (
        <ErrorState what="the storage" error={error} onRetry={onRetry} />
      ) : !disk ? (
        <Skeleton className="h-10" />
      ) : (
        <>
          <p>
            <span className="font-mono text-code break-all">{disk.root}</span>: <Free disk={disk} />
            . <span className="font-medium">{diskSentence(disk)}</span>
          </p>
          <p className="mt-1 text-xs text-ink-3">{disk.because}</p>
        </>
      )}
    </Panel>
  );
}

function Free({ disk }: { disk: DiskForecast }) {
  const { freeBytes, totalBytes, storedBytes } = disk;
  if (freeBytes === null || totalBytes === null) return "how much is free is unknown";
  const low = freeBytes / totalBytes < 0.1;
  return (
    <Hint
      content={
        <>
          <div>{formatExactBytes(freeBytes)} free</div>
          <div>{formatExactBytes(totalBytes)} in all</div>
          <div>{formatExactBytes(storedBytes)} of backups</div>
          <div>From the file system of the storage root</div>
        </>
      }
    >
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: every figure can be asked with the keyboard
        tabIndex={0}
        className={cn(
          "rounded-sm decoration-dotted underline-offset-2 hover:underline",
          low && "font-medium text-bad",
        )}
      >
        {formatBytes(freeBytes)} free of {formatBytes(totalBytes)}
      </span>
    </Hint>
  );
}
