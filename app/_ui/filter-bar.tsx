import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Panel } from "./panel.tsx";
import { LoadingRows } from "./states.tsx";

/** For a choice in a filter bar: one under the other on a phone, all as wide. */
export const filterChoice = "max-sm:w-full max-sm:[&>label]:w-16 max-sm:[&>select]:flex-1";

/** What narrows a list, above it. @param onClear null while nothing is narrowed */
export function FilterBar({
  children,
  onClear,
}: {
  children: ReactNode;
  onClear: (() => void) | null;
}) {
  return (
    <search className="mb-3 flex min-h-8 flex-wrap items-center gap-x-4 gap-y-2">
      {children}
      {onClear ? (
        <Button look="quiet" onClick={onClear}>
          Clear filters
        </Button>
      ) : null}
    </search>
  );
}

/** A list with its filter bar, while its first part is being loaded. */
export function WaitingList({ what, rows }: { what: string; rows: number }) {
  return (
    <>
      <div className="mb-3 min-h-8" />
      <Panel flush>
        <LoadingRows what={what} rows={rows} />
      </Panel>
    </>
  );
}
