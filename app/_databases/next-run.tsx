"use client";
import type { DatabaseDto } from "../_trpc/types.ts";
import { formatAge } from "../_ui/format/duration.ts";
import { exactTimes } from "../_ui/format/time.ts";
import { Hint } from "../_ui/hint.tsx";
import { useNow } from "../_ui/use-now.ts";

const FOLLOWED: Record<string, string> = {
  starting: "continuous protection starts",
  following: "followed continuously",
  reconnecting: "continuous protection reconnects",
  stopped: "continuous protection has stopped",
};

/** What comes next of itself, in a few words. */
export function NextRun({ database }: { database: DatabaseDto }) {
  const now = useNow(5_000);
  const { next, plan, continuous } = database;
  if (continuous) return FOLLOWED[continuous.state] ?? "followed continuously";
  if (plan.state === "none") return "no schedule, run by hand";
  if (plan.state === "paused") return "schedule paused";
  if (!next) return "nothing planned";
  const left = next.at.getTime() - now;
  const { utc, local } = exactTimes(next.at);
  return (
    <Hint
      content={
        <>
          <div>{utc}</div>
          <div>{local}</div>
          <div>From the schedule</div>
        </>
      }
    >
      <time
        dateTime={next.at.toISOString()}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: every figure can be asked with the keyboard
        tabIndex={0}
        className="rounded-sm decoration-dotted underline-offset-2 hover:underline"
      >
        {left > 0 ? `next ${next.kind} in ${formatAge(left)}` : `next ${next.kind} is due`}
      </time>
    </Hint>
  );
}
