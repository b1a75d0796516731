"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "../_trpc/client.ts";
import type { ReachAnswer, ReachKind } from "../_trpc/types.ts";
import { Button } from "../_ui/button.tsx";
import { Field, Select } from "../_ui/field.tsx";
import { Pill } from "../_ui/pill.tsx";
import { readTarget } from "./words.ts";

const KINDS = [
  { value: "source", label: "a source" },
  { value: "webhook", label: "a webhook" },
  { value: "smtp", label: "a mail server" },
  { value: "provider", label: "an identity provider" },
];

/** Says whether an address would be allowed, by the lists as they are saved. Nothing is connected to. */
export function TryReach() {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [kind, setKind] = useState<ReachKind>("source");
  const [asked, setAsked] = useState<{ host: string; port: number; kind: ReachKind } | null>(null);
  const [problem, setProblem] = useState<string | undefined>();
  const answer = useQuery(
    trpc.security.tryReach.queryOptions(asked ?? { host: "-", port: 1, kind }, {
      enabled: asked !== null,
      staleTime: 0,
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const target = readTarget(text);
    setProblem(target ? undefined : "Enter a host with its port, or a URL");
    setAsked(target && { ...target, kind });
    if (target && asked) void answer.refetch();
  };
  return (
    <form onSubmit={submit} className="grid gap-1 border-line border-t pt-3">
      <Field
        label="Try an address"
        placeholder="graph.example.com:6362"
        help="By the lists as they are saved; nothing is connected to."
        error={problem}
        value={text}
        onChange={(event) => setText(event.target.value)}
        spellCheck={false}
      />
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="as"
          options={KINDS}
          value={kind}
          onChange={(event) => setKind(event.target.value as ReachKind)}
        />
        <Button type="submit" busy={answer.isFetching}>
          Try
        </Button>
      </div>
      <div aria-live="polite" className="min-h-6">
        {asked && answer.error ? <p className="text-bad">{answer.error.message}</p> : null}
        {asked && answer.data ? <Answer answer={answer.data} /> : null}
      </div>
    </form>
  );
}

function Answer({ answer }: { answer: ReachAnswer }) {
  return (
    <p className="flex flex-wrap items-center gap-x-2 wrap-anywhere">
      <Pill tone={answer.ok ? "good" : "bad"}>
        {answer.ok ? "Allowed" : answer.code === "refused" ? "Refused" : "Unknown host"}
      </Pill>
      {answer.ok ? `at ${answer.addresses.join(", ")}` : answer.reason}
    </p>
  );
}
