"use client";
import { useEffect, useRef } from "react";
import type { LogLine } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatClockMillis } from "../_ui/format/time.ts";
import { Panel } from "../_ui/panel.tsx";
import { ScrollArea } from "../_ui/scroll-area.tsx";
import { ErrorState, Skeleton } from "../_ui/states.tsx";

interface LogQuery {
  isPending: boolean;
  error: { message: string } | null;
  data: LogLine[] | undefined;
  refetch: () => unknown;
}

const TONE = { info: "", warning: "text-warn", error: "text-bad" };

/** The kept lines of a run. While it goes on, the newest stay in sight unless the reader scrolled up. */
export function RunLog({ log, active }: { log: LogQuery; active: boolean }) {
  const box = useRef<HTMLElement>(null);
  const follows = useRef(true);
  const count = log.data?.length ?? 0;
  useEffect(() => {
    if (count > 0 && follows.current && box.current)
      box.current.scrollTop = box.current.scrollHeight;
  }, [count]);
  const onScroll = () => {
    const it = box.current;
    if (it) follows.current = it.scrollHeight - it.scrollTop - it.clientHeight < 24;
  };
  return (
    <Panel title="Log">
      {log.error ? (
        <ErrorState what="the log" error={log.error} onRetry={() => void log.refetch()} />
      ) : log.isPending ? (
        <Skeleton className="h-32" />
      ) : count === 0 ? (
        <p className="min-h-5 text-ink-2">{active ? "No line yet." : "No line was kept."}</p>
      ) : (
        <ScrollArea
          ref={box}
          onScroll={onScroll}
          label="Log lines"
          className="max-h-96 overflow-auto"
        >
          <ol className="font-mono text-code text-ink-2">
            {log.data?.map((line) => (
              <li
                key={line.seq}
                className={cn("whitespace-pre-wrap break-words", TONE[line.level])}
              >
                <time dateTime={line.at.toISOString()} className="text-ink-3">
                  {formatClockMillis(line.at)}
                </time>{" "}
                {line.level === "info" ? "" : `${line.level}: `}
                {line.text}
              </li>
            ))}
          </ol>
        </ScrollArea>
      )}
    </Panel>
  );
}
