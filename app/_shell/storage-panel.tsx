"use client";
import type { SystemStatus } from "../_trpc/types.ts";
import { CopyButton } from "../_ui/copy-button.tsx";
import { formatBytes } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";

const LOW = 0.1;

/** Where backup sets are kept and how much room is left. */
export function StoragePanel({ status }: { status: SystemStatus }) {
  const { storageFreeBytes: free, storageTotalBytes: total } = status;
  const low = free !== null && total !== null && free / total < LOW;
  return (
    <Panel title="Storage">
      <div className="flex items-center gap-2">
        <span className="min-w-0 flex-1 font-mono text-code break-all">{status.storageRoot}</span>
        <CopyButton text={status.storageRoot} label="Copy storage root" />
      </div>
      {free === null || total === null ? (
        <p className="mt-3 text-warn">
          The free space is unknown: the storage root cannot be read from here.
        </p>
      ) : (
        <>
          <div
            aria-hidden="true"
            className="mt-3 h-1.5 overflow-hidden rounded-full bg-sunk ring-1 ring-line"
          >
            <div
              className={low ? "h-full bg-bad-fill" : "h-full bg-seg"}
              style={{ width: `${(1 - free / total) * 100}%` }}
            />
          </div>
          <p className={low ? "mt-1.5 text-bad" : "mt-1.5 text-ink-2"}>
            {formatBytes(free)} free of {formatBytes(total)}
            {low ? ": less than a tenth, the next full backup may not fit" : ""}
          </p>
        </>
      )}
    </Panel>
  );
}
