"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, SetDto, Timeline } from "../_trpc/types.ts";
import { formatCount } from "../_ui/format/bytes.ts";
import { Panel } from "../_ui/panel.tsx";
import { ErrorState, Loading, Skeleton } from "../_ui/states.tsx";
import { useDebounced } from "../_ui/use-debounced.ts";
import { hasBaseBars } from "./histogram.ts";
import { withinSet } from "./point.ts";
import { PointPicker } from "./point-picker.tsx";
import { RestorePlan } from "./restore-plan.tsx";
import { TimeLine } from "./time-line.tsx";

/** Long enough that a drag does not ask for every pixel, short enough that it feels at once. */
const SETTLES_AFTER = 180;

interface Props {
  set: SetDto;
  database: DatabaseDto;
  /** The last transaction to keep, as the address says it. */
  tx: number | null;
  onPick: (tx: number) => void;
}

/** One set: its time line, the point on it, and what a restore to that point does. */
export function RestoreSet(props: Props) {
  const trpc = useTRPC();
  const { id: setId, lastTx } = props.set;
  const timeline = useQuery(trpc.history.timeline.queryOptions({ setId }, { retry: false }));
  const { refetch, data } = timeline;
  const grew = data !== undefined && lastTx !== null && data.lastTx < lastTx;
  useEffect(() => {
    if (grew) void refetch();
  }, [grew, refetch]);
  if (timeline.error && !timeline.data) {
    return (
      <Panel flush>
        <ErrorState
          what="the transactions of this set"
          error={timeline.error}
          onRetry={() => void timeline.refetch()}
        />
      </Panel>
    );
  }
  if (!timeline.data) {
    return (
      <Loading what="the time line">
        <Skeleton className="h-[236px] rounded-lg" />
      </Loading>
    );
  }
  return <Picking {...props} timeline={timeline.data} />;
}

function Picking({ set, database, tx: asked, onPick, timeline }: Props & { timeline: Timeline }) {
  const trpc = useTRPC();
  const tx = withinSet(asked, timeline.firstTx, timeline.lastTx);
  /** Where the handle was put, until it is known which transaction that is. */
  const [putAt, setPutAt] = useState<number | null>(null);
  const settled = useDebounced(putAt, SETTLES_AFTER);
  const nearest = useQuery(
    trpc.history.nearest.queryOptions({ setId: set.id, tx }, { placeholderData: keepPreviousData }),
  );
  const found = useQuery(
    trpc.history.nearest.queryOptions(
      { setId: set.id, at: new Date(settled ?? 0) },
      { enabled: settled !== null && settled === putAt },
    ),
  );
  const foundTx = settled !== null && settled === putAt ? found.data?.tx : undefined;
  useEffect(() => {
    if (foundTx === undefined) return;
    onPick(foundTx);
    setPutAt(null);
  }, [foundTx, onPick]);
  const pick = (to: number) => {
    setPutAt(null);
    onPick(withinSet(to, timeline.firstTx, timeline.lastTx));
  };
  const point = nearest.data?.tx === tx ? nearest.data : null;
  const committed = point?.committedAt ?? (tx === timeline.firstTx ? timeline.firstAt : null);
  return (
    <>
      <Panel aria-label="Point to restore to">
        <TimeLine
          timeline={timeline}
          tx={tx}
          at={putAt ?? (committed ?? nearest.data?.committedAt)?.getTime() ?? null}
          moving={putAt !== null}
          onMove={setPutAt}
        />
        <PointPicker
          timeline={timeline}
          tx={tx}
          committedAt={putAt === null ? committed : new Date(putAt)}
          next={point?.next ?? null}
          isKnown={point !== null && putAt === null}
          onTx={pick}
          onTime={(at) => setPutAt(at.getTime())}
        />
        {found.error && putAt !== null ? (
          <p role="alert" className="mt-2 text-bad">
            The transaction at that time could not be found: {found.error.message}
          </p>
        ) : null}
        <p className="mt-2 text-xs text-ink-3">
          Points to restore to: {formatCount(timeline.firstTx)}, where the full backup ends, to{" "}
          {formatCount(timeline.lastTx)}, the newest. Red: deletions.
          {hasBaseBars(timeline)
            ? " Grey: transactions that ran while the base was copied; they are part of it, and no points to restore to."
            : ""}
        </p>
      </Panel>
      <RestorePlan set={set} database={database} tx={tx} key={set.id} />
    </>
  );
}
