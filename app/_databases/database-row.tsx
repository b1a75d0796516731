"use client";
import Link from "next/link";
import { BackUpNow } from "../_runs/back-up-now.tsx";
import { CancelRun } from "../_runs/cancel-run.tsx";
import { progressParts } from "../_runs/words.ts";
import type { DatabaseDto, StripDto } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { Time } from "../_ui/figures.tsx";
import { plural } from "../_ui/format/bytes.ts";
import { Pill } from "../_ui/pill.tsx";
import type { Domain } from "../_ui/strip/layout.ts";
import { sentenceOf } from "../_ui/strip/rows.ts";
import { Strip } from "../_ui/strip/strip.tsx";
import { useNow } from "../_ui/use-now.ts";
import { exposedLevel, type Protection, protectionOf, stateOf } from "./protection.ts";

const TONE: Record<Protection, string> = { none: "", good: "", warn: "text-warn", bad: "text-bad" };

/** One database on the overview: name, strip, newest protected moment, state, action. */
export function DatabaseRow({
  database,
  strip,
  domain,
}: {
  database: DatabaseDto;
  strip: StripDto | undefined;
  domain: Domain | null;
}) {
  const now = useNow(5_000);
  const state = stateOf(database);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-5 gap-y-2 border-line border-b px-4 py-3.5 last:border-b-0 lg:grid-cols-[176px_minmax(0,1fr)_116px_172px_150px]">
      <div className="min-w-0">
        <Link
          href={`/databases/${database.slug}`}
          className="block truncate rounded-sm font-semibold hover:underline"
        >
          {database.name}
        </Link>
        <div className="truncate font-mono text-xs text-ink-3">
          {database.host}:{database.port}
        </div>
        <div className="text-xs text-ink-3 lg:hidden">
          newest protected{" "}
          {database.newestProtected ? <Time at={database.newestProtected} stop={false} /> : "never"}
        </div>
      </div>
      <div className="min-h-[34px] max-lg:order-last max-lg:col-span-2">
        {strip && domain ? (
          <Strip
            strip={strip}
            domain={domain}
            now={now}
            size="small"
            level={exposedLevel(database, now)}
            label={`${database.name}: ${sentenceOf(strip, now)}`}
          />
        ) : null}
      </div>
      <div className="max-lg:hidden">
        <div className="text-xs text-ink-3">Newest protected</div>
        <div className={cn("font-medium", TONE[protectionOf(database, now)])}>
          {database.newestProtected ? <Time at={database.newestProtected} /> : "never"}
        </div>
      </div>
      <div className="min-w-0">
        {state.runId ? (
          <Link href={`/runs/${state.runId}`} className="inline-flex rounded-full hover:underline">
            <Pill tone={state.tone}>{state.label}</Pill>
          </Link>
        ) : (
          <Pill tone={state.tone} className="align-top">
            {state.label}
          </Pill>
        )}
        <div className="mt-0.5 truncate text-xs text-ink-3 max-lg:hidden">
          <UnderState database={database} />
        </div>
      </div>
      <div className="flex justify-end max-lg:order-last max-lg:col-span-2 max-lg:justify-start">
        {database.activeRun ? (
          <CancelRun run={database.activeRun} named />
        ) : (
          <BackUpNow database={database} named />
        )}
      </div>
    </li>
  );
}

function UnderState({ database }: { database: DatabaseDto }) {
  if (database.activeRun) {
    return progressParts(database.activeRun.progress).slice(0, 3).join(", ") || "starting";
  }
  const run = database.lastRun;
  if (!run) return "no schedule, run by hand";
  return (
    <>
      {run.state === "failed" && database.consecutiveFailures > 1
        ? `${plural(database.consecutiveFailures, "try", "tries")}, `
        : ""}
      <Time at={run.finishedAt ?? run.requestedAt} />
    </>
  );
}
