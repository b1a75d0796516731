"use client";
import type { ReactNode } from "react";
import type { RunDto, RunError } from "../_trpc/types.ts";
import { Mark } from "../_ui/mark.tsx";
import { sentence } from "./words.ts";

/** Why a run failed: what happened, what is still safe, what to do, in this order. */
export function FailurePanel({ run }: { run: RunDto }) {
  const { error } = run;
  if (!error) return null;
  return (
    <section
      aria-label="Failure"
      className="rounded-lg border border-bad-fill/50 bg-bad-soft px-4 py-3"
    >
      <dl className="grid gap-3">
        <Part name="What happened">
          <p className="flex items-baseline gap-2 font-semibold">
            <Mark tone="bad" className="text-bad" />
            <span className="min-w-0 break-words">{sentence(error.message)}</span>
          </p>
          {error.detail && !error.message.includes(error.detail) ? (
            <p className="mt-1 break-words text-ink-2">{sentence(error.detail)}</p>
          ) : null}
          <EachAddress failures={error.addresses ?? []} />
          {error.server ? (
            <p className="mt-1 font-mono text-code break-words text-ink-2">
              {error.server.className}: {error.server.message}
            </p>
          ) : null}
        </Part>
        {error.safe ? <Part name="Still safe">{sentence(error.safe)}</Part> : null}
        <Part name="What to do">{sentence(error.advice)}</Part>
      </dl>
      <p className="mt-3 text-xs text-ink-2">
        Error code <code className="font-mono">{error.code}</code>
      </p>
    </section>
  );
}

/** What each address of the source said. */
function EachAddress({ failures }: { failures: NonNullable<RunError["addresses"]> }) {
  if (failures.length === 0) return null;
  return (
    <ul aria-label="Each address" className="mt-1 grid gap-1 text-ink-2">
      {failures.map(({ address, message }) => (
        <li key={address} className="min-w-0 break-words">
          <span className="font-mono text-code">{address}</span>: {message}
        </li>
      ))}
    </ul>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-ink-2">{name}</dt>
      <dd className="mt-0.5 min-w-0">{children}</dd>
    </div>
  );
}
