"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import type { FormEvent } from "react";
import { Allowed, AllowedLink } from "../_people/allowed.tsx";
import { sentence } from "../_runs/words.ts";
import { SetFormat } from "../_sets/set-format.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { DatabaseDto, PlanAnswer, SetDto, StartAnswer } from "../_trpc/types.ts";
import { Button, buttonStyle } from "../_ui/button.tsx";
import { CliLine } from "../_ui/cli-line.tsx";
import { Checkbox, Field } from "../_ui/field.tsx";
import { Mark } from "../_ui/mark.tsx";
import { Panel } from "../_ui/panel.tsx";
import { PlanSteps } from "./plan-steps.tsx";
import { directoryProblemOf } from "./words.ts";

interface Props {
  set: SetDto;
  database: DatabaseDto;
  answer: Extract<PlanAnswer, { ok: true }>;
  root: { directory: string; freeBytes: number | null } | null;
  /** The plan is the one for what is chosen. */
  isCurrent: boolean;
  name: string;
  onName: (name: string) => void;
  replayed: boolean;
  onReplayed: (replayed: boolean) => void;
}

/** The plan in steps, where it goes, and the two ways to have it. */
export function RestoreForm({ set, database, answer, root, isCurrent, name, ...props }: Props) {
  const { onName, replayed, onReplayed } = props;
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const { plan, command } = answer;
  const start = useMutation(
    trpc.restore.start.mutationOptions({
      meta: { quiet: true },
      onSuccess: (started) => {
        void client.invalidateQueries({ queryKey: trpc.runs.pathKey() });
        if (started.ok) router.push(`/runs/${started.run.id}`);
      },
    }),
  );
  const problem =
    directoryProblemOf(name) ??
    (isCurrent && answer.directoryProblem ? sentence(answer.directoryProblem) : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null && isCurrent) {
      start.mutate({
        setId: set.id,
        to: { transaction: plan.reached.tx },
        directory: name,
        replayed,
      });
    }
  };
  return (
    <Panel title="What happens">
      <PlanSteps set={set} plan={plan} target={`${root ? `${root.directory}/` : ""}${name}`} />
      <div className="mt-3">
        <SetFormat format={plan.format} />
      </div>
      {plan.warnings.length > 0 ? (
        <ul className="mt-3 grid gap-1 text-warn">
          {plan.warnings.map((warning) => (
            <li key={warning} className="flex items-baseline gap-2">
              <Mark tone="warn" />
              <span className="min-w-0 break-words">{sentence(warning)}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <form noValidate onSubmit={submit} className="mt-4 grid gap-3">
        <Field
          label="Directory"
          help={root ? `A new one in ${root.directory}` : "A new one in the directory for restores"}
          error={problem ?? undefined}
          className="max-w-md"
          autoComplete="off"
          spellCheck={false}
          value={name}
          onChange={(event) => onName(event.target.value)}
        />
        <Checkbox
          label="Apply the transactions to the copy"
          help="The records can then be checked and read without Neo4j. At its first start Neo4j applies the same transactions once more, and brings label scan store and indexes up to date. Downloads come without."
          checked={replayed}
          onChange={(event) => onReplayed(event.target.checked)}
        />
        <p className="text-xs text-ink-3">
          A restored directory is yours: Holdfast never changes or deletes it, and retention does
          not see it.
        </p>
        <CliLine command={command} label="Command for the same restore" />
        <div className="flex flex-wrap items-center gap-2">
          <Allowed right="operate">
            <Button
              type="submit"
              look="primary"
              busy={start.isPending}
              disabled={problem !== null || !isCurrent}
            >
              Restore
            </Button>
          </Allowed>
          <AllowedLink
            right="operate"
            className={buttonStyle()}
            href={`/api/restore/${set.id}?transaction=${plan.reached.tx}`}
            download={`${database.slug}-${plan.reached.tx}.tar.gz`}
          >
            Download as tar.gz
          </AllowedLink>
        </div>
        <Refused answer={start.data} error={start.error} />
      </form>
    </Panel>
  );
}

function Refused({
  answer,
  error,
}: {
  answer: StartAnswer | undefined;
  error: { message: string } | null;
}) {
  if (!error && (!answer || answer.ok)) return null;
  const refused = answer && !answer.ok ? answer : null;
  return (
    <p role="alert" className="text-bad">
      Not started. {sentence(error?.message ?? refused?.reason ?? "")}{" "}
      {refused?.run ? (
        <Link href={`/runs/${refused.run.id}`} className="underline underline-offset-2">
          See the run in the way
        </Link>
      ) : null}
    </p>
  );
}
