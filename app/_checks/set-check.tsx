"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { Allowed } from "../_people/allowed.tsx";
import { fractionOf } from "../_runs/outcome.ts";
import { phaseLabel } from "../_runs/phases.ts";
import { progressParts, sentence } from "../_runs/words.ts";
import { useTRPC } from "../_trpc/client.ts";
import type { RunDto, SetDto } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Disclosure } from "../_ui/disclosure.tsx";
import { Time } from "../_ui/figures.tsx";
import { formatCount } from "../_ui/format/bytes.ts";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import { ProgressBar } from "../_ui/progress-bar.tsx";
import { useNow } from "../_ui/use-now.ts";
import { Findings } from "./findings.tsx";
import { useActiveCheck } from "./use-active-check.ts";
import { cannotBeChecked, verdictOf } from "./verdict.ts";

/** Whether a set is consistent: the verdict and its age, what was looked at, what was found, and Check now. */
export function SetCheck({ set }: { set: SetDto }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const active = useActiveCheck(set);
  const start = useMutation(
    trpc.sets.check.mutationOptions({
      meta: { quiet: true },
      onSettled: () => {
        void client.invalidateQueries({ queryKey: trpc.sets.pathKey() });
        void client.invalidateQueries({ queryKey: trpc.runs.pathKey() });
      },
    }),
  );
  const refused = start.data && !start.data.ok ? start.data : null;
  return (
    <section aria-label={`Consistency of set ${set.id}`} className="grid min-w-0 gap-2 *:min-w-0">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <Line set={set} />
        <Allowed right="operate">
          <Button
            size="small"
            busy={start.isPending}
            disabled={active !== null || cannotBeChecked(set)}
            aria-label={`Check now: set ${set.id}`}
            onClick={() => start.mutate({ id: set.id })}
          >
            Check now
          </Button>
        </Allowed>
      </div>
      {active ? <Progress run={active} /> : null}
      {start.error || refused ? (
        <p role="alert" className="text-bad">
          Not started. {sentence(start.error?.message ?? refused?.reason ?? "")}{" "}
          {refused?.run ? (
            <Link href={`/runs/${refused.run.id}`} className="underline underline-offset-2">
              See the run in the way
            </Link>
          ) : null}
        </p>
      ) : null}
      {set.check ? (
        <>
          {set.check.ok ? null : <Findings set={set} check={set.check} />}
          <Disclosure title="What the check looked at">
            <div className="grid gap-x-6 gap-y-3 px-4 py-3 sm:grid-cols-2">
              <Looked title="Checked" items={set.check.checked} />
              <Looked title="Not checked" items={set.check.notChecked} />
            </div>
          </Disclosure>
        </>
      ) : null}
    </section>
  );
}

function Line({ set }: { set: SetDto }) {
  const now = useNow(60_000);
  const verdict = verdictOf(set, now);
  return (
    <p className="min-w-0">
      <span className={TONE_TEXT[verdict.tone]}>
        <Mark tone={verdict.tone} className="mr-1.5" />
        Consistency: {verdict.word}
      </span>
      {set.check ? (
        <span className={verdict.staleDays === null ? "text-ink-2" : "text-warn"}>
          , checked{" "}
          {verdict.staleDays === null ? (
            <Time at={set.check.at} stop={false} />
          ) : (
            `${verdict.staleDays} days ago`
          )}
          <span className="text-ink-3">
            , up to transaction {formatCount(set.check.lastTx)}
            {verdict.since ? `; ${verdict.since}` : ""}
          </span>
        </span>
      ) : null}
    </p>
  );
}

function Progress({ run }: { run: RunDto }) {
  const parts = progressParts(run.progress).join(", ");
  const phase = run.progress ? phaseLabel(run.progress.phase) : "Waiting for a worker";
  return (
    <div>
      <p className="mb-1 text-xs text-ink-2">
        {phase}
        {parts ? `: ${parts}` : ""}.{" "}
        <Link href={`/runs/${run.id}`} className="text-accent underline underline-offset-2">
          See the run
        </Link>
      </p>
      <ProgressBar
        label="Progress of the check"
        fraction={fractionOf(run.progress)}
        text={parts || phase}
      />
    </div>
  );
}

function Looked({ title, items }: { title: string; items: string[] }) {
  return (
    <div className="min-w-0">
      <p className="text-xs text-ink-3">{title}</p>
      <ul className="mt-0.5 list-disc pl-4">
        {items.map((item) => (
          <li key={item} className="break-words">
            {item}
          </li>
        ))}
      </ul>
    </div>
  );
}
