"use client";
import Link from "next/link";
import { BackUpNow } from "../_runs/back-up-now.tsx";
import { cn } from "../_ui/cn.ts";
import { Time } from "../_ui/figures.tsx";
import { Mark, TONE_TEXT } from "../_ui/mark.tsx";
import type { Trouble } from "./truth.ts";

const SHOWN = 3;

/** The databases that need somebody, with their cause, what is left of them and what to do. */
export function TruthPanel({ troubles }: { troubles: Trouble[] }) {
  if (troubles.length === 0) return null;
  const worst = troubles[0]?.tone ?? "warn";
  return (
    <section
      aria-label="Needs attention"
      className={cn(
        "mb-4 rounded-lg border",
        worst === "bad" ? "border-bad-fill/50 bg-bad-soft" : "border-warn-fill/60 bg-warn-soft",
      )}
    >
      {troubles.slice(0, SHOWN).map((trouble) => (
        <div
          key={trouble.database.id}
          className="flex flex-wrap items-center gap-3 px-4 py-3 not-first:border-t not-first:border-line"
        >
          <Mark tone={trouble.tone} className={TONE_TEXT[trouble.tone]} />
          <p className="min-w-0 flex-1 basis-64 break-words">
            <Link
              href={`/databases/${trouble.database.slug}`}
              className="font-semibold hover:underline"
            >
              {trouble.database.name}
            </Link>{" "}
            {trouble.text} {trouble.also.length > 0 ? `Also: ${trouble.also.join(", ")}.` : ""}{" "}
            <WhatIsLeft trouble={trouble} />{" "}
            {trouble.href ? (
              <Link href={trouble.href} className="underline underline-offset-2">
                {trouble.href.startsWith("/runs/") ? "See the run" : "Have a look"}
              </Link>
            ) : null}
          </p>
          {trouble.database.activeRun ? null : <BackUpNow database={trouble.database} named />}
        </div>
      ))}
      {troubles.length > SHOWN ? (
        <p className="border-line border-t px-4 py-2">
          <Link href="/databases" className="underline underline-offset-2">
            And {troubles.length - SHOWN} more
          </Link>
        </p>
      ) : null}
    </section>
  );
}

function WhatIsLeft({ trouble }: { trouble: Trouble }) {
  const newest = trouble.database.newestProtected;
  if (!newest) return "Nothing of it can be restored yet.";
  return (
    <>
      Its newest restore point is <Time at={newest} exact />.
    </>
  );
}
