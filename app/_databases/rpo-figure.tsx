"use client";
import type { DatabaseDto, RpoDto } from "../_trpc/types.ts";
import { cn } from "../_ui/cn.ts";
import { formatCount, plural } from "../_ui/format/bytes.ts";
import { formatAge } from "../_ui/format/duration.ts";
import { exactTimes } from "../_ui/format/time.ts";
import { Hint } from "../_ui/hint.tsx";
import { useNow } from "../_ui/use-now.ts";
import { isOverdue, rpoAge } from "./protection.ts";

const FROM: Record<RpoDto["targetFrom"], string> = {
  set: "set for this database",
  continuous: "follows from its continuous protection",
  schedule: "follows from its schedule: its longest interval and half of its usual one",
  default: "assumed: nothing was set and nothing is planned",
};

/** Where the target comes from, in a few words. */
export const targetFrom = (rpo: RpoDto): string => FROM[rpo.targetFrom];

/** `2 h 30 min`, of whole minutes. */
export function formatTarget(minutes: number): string {
  if (minutes % 1_440 === 0) return plural(minutes / 1_440, "day");
  if (minutes % 60 === 0) return `${minutes / 60} h`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How much would be lost now, against what may be; asked, it says from when, how it is known, and the exact span. */
export function RpoFigure({
  database,
  className,
}: {
  database: Pick<DatabaseDto, "rpo" | "createdAt">;
  className?: string;
}) {
  const now = useNow(5_000);
  const age = rpoAge(database, now);
  const { rpo } = database;
  const overdue = isOverdue(database, now);
  const tone = overdue ? (rpo.targetFrom === "default" ? "text-warn" : "text-bad") : "";
  return (
    <Hint content={<RpoHint rpo={rpo} age={age} />}>
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: every figure can be asked with the keyboard
        tabIndex={0}
        className={cn(
          "rounded-sm font-medium whitespace-nowrap decoration-dotted underline-offset-2 hover:underline",
          tone,
          className,
        )}
      >
        {age === null ? "everything" : formatAge(age)}
      </span>
    </Hint>
  );
}

function RpoHint({ rpo, age }: { rpo: RpoDto; age: number | null }) {
  const exact = rpo.since && exactTimes(rpo.since);
  return (
    <div className="grid gap-0.5">
      {rpo.since && exact && age !== null ? (
        <>
          <div className="text-ink">All since {exact.utc}</div>
          <div>{exact.local}</div>
          <div>{formatCount(Math.round(age / 1000))} seconds</div>
          <div>
            {rpo.basis === "look"
              ? "Counts from the last look: the source had nothing newer then."
              : "Counts from the commit of the newest protected transaction."}
          </div>
        </>
      ) : (
        <div className="text-ink">Nothing is protected yet.</div>
      )}
      <div>
        Target: {formatTarget(rpo.targetMinutes)} at most, {targetFrom(rpo)}.
      </div>
      <div>{unprotectedSentence(rpo)}</div>
    </div>
  );
}

/** What is known of transactions that are at the source and not here. */
export function unprotectedSentence(rpo: RpoDto): string {
  if (rpo.unprotectedTransactions === null)
    return "How many transactions that are is not known: nobody has looked since.";
  if (rpo.unprotectedTransactions === 0) return "No transaction is known to be unprotected.";
  return `${plural(rpo.unprotectedTransactions, "transaction is", "transactions are")} known to be unprotected: a run saw them and did not get them.`;
}

/** Under the figure: the target, and what is known to be missing. */
export function RpoNote({ rpo }: { rpo: RpoDto }) {
  return (
    <div className="text-xs text-ink-3">
      of {formatTarget(rpo.targetMinutes)}
      {rpo.targetFrom === "default" ? ", assumed" : ""}
      {rpo.unprotectedTransactions ? (
        <span className="text-bad">
          , {plural(rpo.unprotectedTransactions, "tx", "txs")} behind
        </span>
      ) : null}
    </div>
  );
}
