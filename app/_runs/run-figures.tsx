"use client";
import Link from "next/link";
import type { RunDto } from "../_trpc/types.ts";
import { Bytes, Duration, Time, Tx } from "../_ui/figures.tsx";
import { formatCount, formatRate, plural } from "../_ui/format/bytes.ts";
import { type Fact, Facts, Panel } from "../_ui/panel.tsx";
import { Pill } from "../_ui/pill.tsx";
import { isBackup, outcomeOf } from "./outcome.ts";

const ASKED: Record<RunDto["asked"], string> = {
  auto: "incremental where possible",
  full: "full",
  incremental: "incremental only",
  follow: "protect continuously",
  verify: "verify a set",
  check: "check the consistency of a set",
  restore: "restore a set",
  "roll-forward": "make a new set out of base and log",
  expire: "apply retention",
  "delete-set": "delete a set",
};
const TRIGGERS: Record<RunDto["trigger"], string> = {
  manual: "by hand",
  retry: "retry",
  schedule: "schedule",
  system: "by itself",
};

/** Everything countable about a run. */
export function RunFigures({ run }: { run: RunDto }) {
  const outcome = outcomeOf(run);
  return (
    <Panel title="Figures">
      <Facts
        facts={[
          { name: "Outcome", value: <Pill tone={outcome.tone}>{outcome.label}</Pill> },
          { name: "Asked for", value: `${ASKED[run.asked]}, ${TRIGGERS[run.trigger]}` },
          ...timeFacts(run),
          ...(isBackup(run.asked) ? backupFacts(run) : []),
          ...(run.restore ? restoreFacts(run) : []),
          ...(run.asked === "roll-forward" ? rollFacts(run) : []),
          ...linkFacts(run),
        ]}
      />
      {run.repaired.length > 0 ? (
        <div className="mt-3 border-line-strong border-l-[3px] pl-3 text-xs text-ink-2">
          <p className="font-medium">Put right before it began</p>
          <ul>
            {run.repaired.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </Panel>
  );
}

function timeFacts(run: RunDto): Fact[] {
  return [
    ...(run.slotAt ? [{ name: "Slot of the schedule", value: <Slot run={run} /> }] : []),
    { name: "Asked", value: <Time at={run.requestedAt} exact /> },
    { name: "Began", value: run.startedAt ? <Time at={run.startedAt} exact /> : "not yet" },
    { name: "Ended", value: run.finishedAt ? <Time at={run.finishedAt} exact /> : "not yet" },
    {
      name: "Took",
      value: run.durationMillis === null ? "–" : <Duration millis={run.durationMillis} />,
    },
  ];
}

function backupFacts(run: RunDto): Fact[] {
  const bytes = run.bytes ?? run.progress?.bytes ?? null;
  const files = run.files ?? run.progress?.files ?? null;
  const transactions = run.transactions ?? run.progress?.transactions ?? null;
  const seconds = (run.durationMillis ?? 0) / 1000;
  return [
    {
      name: "From",
      value: run.address ? (
        <span className="font-mono text-code break-all">{run.address}</span>
      ) : (
        "–"
      ),
    },
    {
      name: "Received",
      value: bytes === null ? "–" : <Bytes value={bytes} from="from the server" />,
    },
    { name: "Store files", value: files === null ? "–" : formatCount(files) },
    { name: "New transactions", value: transactions === null ? "–" : formatCount(transactions) },
    {
      name: "Their ids",
      value: run.firstTx === null ? "–" : <Tx first={run.firstTx} last={run.lastTx} />,
    },
    { name: "Holds up to", value: run.lastTx === null ? "–" : <Tx last={run.lastTx} /> },
    {
      name: "Newest commit",
      value: run.lastCommitAt ? <Time at={run.lastCommitAt} exact /> : "–",
    },
    {
      name: "Average rate",
      value: bytes !== null && bytes > 0 && seconds > 0 ? formatRate(bytes / seconds) : "–",
    },
  ];
}

function rollFacts(run: RunDto): Fact[] {
  return [
    {
      name: "Applied",
      value: run.transactions === null ? "–" : plural(run.transactions, "transaction"),
    },
    { name: "New base ends with", value: run.lastTx === null ? "–" : <Tx last={run.lastTx} /> },
    { name: "New base", value: run.bytes === null ? "–" : <Bytes value={run.bytes} /> },
  ];
}

function restoreFacts(run: RunDto): Fact[] {
  const bytes = run.bytes ?? run.progress?.bytes ?? null;
  return [
    {
      name: "Directory",
      value: (
        <span className="font-mono text-code break-all">
          {run.restore?.outcome?.target ?? run.restore?.directory}
        </span>
      ),
    },
    { name: "Holds up to", value: run.lastTx === null ? "–" : <Tx last={run.lastTx} /> },
    {
      name: "Newest commit",
      value: run.lastCommitAt ? <Time at={run.lastCommitAt} exact /> : "–",
    },
    { name: "Written", value: bytes === null ? "–" : <Bytes value={bytes} /> },
    {
      name: "Transactions",
      value: run.restore?.replayed ? "applied already" : "Neo4j applies them",
    },
  ];
}

function linkFacts(run: RunDto): Fact[] {
  const link = (href: string, text: string) => (
    <Link href={href} className="text-accent underline underline-offset-2">
      {text}
    </Link>
  );
  const facts: Fact[] = [];
  if (run.setId) {
    facts.push({
      name: "Backup set",
      value: link(`/databases/${run.databaseSlug}/backups#${run.setId}`, run.setId),
    });
  }
  if (run.retryOf)
    facts.push({ name: "Retry of", value: link(`/runs/${run.retryOf}`, "run before") });
  if (run.retriedBy)
    facts.push({ name: "Retried by", value: link(`/runs/${run.retriedBy}`, "later run") });
  facts.push({
    name: "Worker",
    value: <span className="font-mono text-code break-all">{run.workerId ?? "none yet"}</span>,
  });
  facts.push({
    name: "Run id",
    value: <span className="font-mono text-code break-all">{run.id}</span>,
  });
  return facts;
}

/** The slot, and how much later it began. */
function Slot({ run }: { run: RunDto }) {
  if (!run.slotAt) return null;
  const late = run.startedAt ? run.startedAt.getTime() - run.slotAt.getTime() : 0;
  return (
    <>
      <Time at={run.slotAt} exact />
      {late >= 1000 ? (
        <>
          , began <Duration millis={late} /> later
        </>
      ) : null}
    </>
  );
}
