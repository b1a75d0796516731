"use client";
import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Allowed } from "../_people/allowed.tsx";
import { useTRPC } from "../_trpc/client.ts";
import type { RunDto } from "../_trpc/types.ts";
import { Button, ButtonLink } from "../_ui/button.tsx";
import { isBackup } from "./outcome.ts";
import { sentence } from "./words.ts";

/** Asks for the same again, or leads to the run that already did. */
export function RetryRun({ run }: { run: RunDto }) {
  const trpc = useTRPC();
  const router = useRouter();
  const open = (id: string) => router.push(`/runs/${id}`);
  const retry = useMutation(
    trpc.runs.retry.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => (answer.ok ? open(answer.run.id) : undefined),
    }),
  );
  const full = useMutation(
    trpc.runs.start.mutationOptions({
      meta: { quiet: true },
      onSuccess: (answer) => (answer.ok ? open(answer.run.id) : undefined),
    }),
  );
  // continuous protection goes on by itself
  if (run.asked === "follow") return null;
  if (run.state !== "failed" && run.state !== "cancelled") return null;
  if (run.retriedBy) {
    return <ButtonLink href={`/runs/${run.retriedBy}`}>See the retry</ButtonLink>;
  }
  const offersFull =
    isBackup(run.asked) && run.asked !== "full" && run.error?.retry === "full-instead";
  const answer = [retry.data, full.data].find((each) => each && !each.ok);
  const error = retry.error ?? full.error;
  const refusal = error
    ? { reason: error.message, run: null }
    : answer && !answer.ok
      ? answer
      : null;
  return (
    <div className="flex flex-col items-end gap-1">
      <div className="flex gap-2">
        {offersFull ? (
          <Allowed right="operate">
            <Button
              look="primary"
              busy={full.isPending}
              onClick={() => full.mutate({ databaseId: run.databaseId, asked: "full" })}
            >
              Full backup instead
            </Button>
          </Allowed>
        ) : null}
        <Allowed right="operate">
          <Button
            look={offersFull ? "plain" : "primary"}
            busy={retry.isPending}
            onClick={() => retry.mutate({ id: run.id })}
          >
            Retry
          </Button>
        </Allowed>
      </div>
      {refusal ? (
        <p role="alert" className="max-w-72 text-right text-xs text-bad">
          {sentence(refusal.reason)}{" "}
          {refusal.run ? (
            <Link href={`/runs/${refusal.run.id}`} className="underline">
              See it
            </Link>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}
