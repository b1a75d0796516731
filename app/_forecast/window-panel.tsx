"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, LogWindowDetail } from "../_trpc/types.ts";
import { Duration, Time } from "../_ui/figures.tsx";
import { formatAge } from "../_ui/format/duration.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { Facts, Panel } from "../_ui/panel.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";
import { useNow } from "../_ui/use-now.ts";
import { SavedScheduleWarning } from "./window-warning.tsx";
import { rangeSentence, windowSentence } from "./words.ts";

/** For how long the source keeps what the next incremental backup needs, and what became of it before. */
export function WindowPanel({ database }: { database: DatabaseDto }) {
  const trpc = useTRPC();
  const window = useQuery(
    trpc.forecast.window.queryOptions({ id: database.id }, { refetchInterval: 60_000 }),
  );
  return (
    <Panel title="Log window">
      {window.isPending ? (
        <Skeleton className="h-24" />
      ) : window.error ? (
        <ErrorState
          what="the log window"
          error={window.error}
          onRetry={() => void window.refetch()}
        />
      ) : database.newestProtected === null ? (
        <p className="text-ink-2">
          Known after the first backup: how long the source keeps the transactions that the next
          incremental backup needs.
        </p>
      ) : (
        <Window database={database} window={window.data} />
      )}
    </Panel>
  );
}

const TONES = {
  "in-time": "good",
  unplanned: "idle",
  unknown: "idle",
  "may-fall-back": "warn",
  "falls-back": "bad",
} as const;

function Window({ database, window }: { database: DatabaseDto; window: LogWindowDetail }) {
  const now = useNow(5_000);
  const tone = TONES[window.outlook];
  const range = rangeSentence(window, now);
  return (
    <>
      <SavedScheduleWarning database={database} window={window} />
      <p className="flex gap-2">
        <Mark tone={tone} className={`mt-1.5 ${TONE_TEXT[tone]}`} />
        <span className="font-medium">{windowSentence(window, now)}</span>
      </p>
      {range ? <p className="mt-1 text-ink-2">{range}</p> : null}
      <div className="mt-3">
        <Facts facts={factsOf(window)} />
      </div>
      <p className="mt-3 text-xs text-ink-3">
        {window.because}{" "}
        <Link
          href={`/databases/${database.slug}/settings`}
          className="text-accent underline underline-offset-2"
        >
          {window.isAssumed ? "Enter the server's setting" : "Change"}
        </Link>
      </p>
      <FallBacks window={window} />
    </>
  );
}

function factsOf(window: LogWindowDetail) {
  const { windowMillis, leastMillis, notBefore, fallsBackAt, notAfter, nextAt } = window;
  const facts = [
    {
      name: "From a pull on",
      value: windowMillis === null ? null : <Duration millis={windowMillis} />,
    },
    {
      name: "At its shortest",
      value: leastMillis === null ? null : <Duration millis={leastMillis} />,
    },
    { name: "Works until", value: notBefore && <Time at={notBefore} exact /> },
    { name: "Likely falls back", value: fallsBackAt && <Time at={fallsBackAt} exact /> },
    { name: "At the latest", value: notAfter && <Time at={notAfter} exact /> },
    { name: "Next backup", value: nextAt && <Time at={nextAt} exact /> },
  ];
  return facts.filter(({ value }) => value !== null);
}

/** What really happened, beside what is forecast. */
function FallBacks({ window }: { window: LogWindowDetail }) {
  if (window.fallBacks.length === 0)
    return <p className="mt-2 text-xs text-ink-3">No backup here ever fell back to full.</p>;
  return (
    <div className="mt-3 border-line border-t pt-3">
      <h3 className="text-xs font-medium text-ink-2">What really happened</h3>
      <ul className="mt-1 grid gap-1">
        {window.fallBacks.map((one) => (
          <li key={one.runId} className="text-xs text-ink-2">
            <Link href={`/runs/${one.runId}`} className="underline underline-offset-2">
              Fell back to full
            </Link>{" "}
            <Time at={one.at} exact />
            {one.afterMillis === null
              ? ""
              : `, ${formatAge(one.afterMillis)} after the pull before it`}
          </li>
        ))}
      </ul>
    </div>
  );
}
