"use client";
import Link from "next/link";
import type { RunDto } from "../_trpc/types.ts";
import { Bytes, Duration, Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { formatTicking } from "../_ui/format/duration.ts";
import { Pill } from "../_ui/pill.tsx";
import { Table, Td, Th } from "../_ui/table.tsx";
import { useNow } from "../_ui/use-now.ts";
import { kindOf, outcomeOf } from "./outcome.ts";
import { progressParts, sentence } from "./words.ts";

/** Runs, newest first. The kind is the link to the run; a failure says its cause in the row. */
export function RunsTable({
  runs,
  label,
  withDatabase = false,
}: {
  runs: RunDto[];
  label: string;
  withDatabase?: boolean;
}) {
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>Run</Th>
          {withDatabase ? <Th className="max-sm:hidden">Database</Th> : null}
          <Th>Outcome</Th>
          <Th numeric className="max-sm:hidden">
            Transactions
          </Th>
          <Th numeric className="max-sm:hidden">
            Bytes
          </Th>
          <Th numeric>Took</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <Row key={run.id} run={run} withDatabase={withDatabase} />
        ))}
      </tbody>
    </Table>
  );
}

const TRIGGERS = { manual: "by hand", retry: "retry", schedule: "schedule", system: "by itself" };

function Row({ run, withDatabase }: { run: RunDto; withDatabase: boolean }) {
  const outcome = outcomeOf(run);
  return (
    <tr>
      <Td>
        <Link href={`/runs/${run.id}`} className="font-medium whitespace-nowrap hover:underline">
          {kindOf(run)}
        </Link>
        {withDatabase ? <div className="text-ink-2 sm:hidden">{run.databaseName}</div> : null}
        <div className="text-xs text-ink-3">
          <Time at={run.requestedAt} stop={false} />, {TRIGGERS[run.trigger]}
        </div>
      </Td>
      {withDatabase ? (
        <Td className="max-sm:hidden">
          <Link href={`/databases/${run.databaseSlug}`} className="hover:underline">
            {run.databaseName}
          </Link>
        </Td>
      ) : null}
      <Td className="max-w-80">
        <Pill tone={outcome.tone}>{outcome.label}</Pill>
        <UnderOutcome run={run} />
      </Td>
      <Td numeric className="max-sm:hidden">
        {run.transactions === null ? "–" : formatCount(run.transactions)}
      </Td>
      <Td numeric className="max-sm:hidden">
        {run.bytes === null ? "–" : <Bytes value={run.bytes} stop={false} />}
      </Td>
      <Td numeric>
        {run.durationMillis === null ? (
          <Ticking run={run} />
        ) : (
          <Duration millis={run.durationMillis} stop={false} />
        )}
      </Td>
    </tr>
  );
}

function UnderOutcome({ run }: { run: RunDto }) {
  const text =
    run.state === "failed" && run.error
      ? sentence(run.error.message)
      : run.state === "running"
        ? progressParts(run.progress).slice(0, 3).join(", ")
        : run.result === "fell-back-to-full" && run.reason
          ? sentence(run.reason)
          : "";
  return text ? <div className="mt-1 text-xs wrap-anywhere text-ink-2">{text}</div> : null;
}

function Ticking({ run }: { run: RunDto }) {
  const now = useNow();
  return run.startedAt ? formatTicking(now - run.startedAt.getTime()) : "–";
}
