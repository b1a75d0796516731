import type { ReactNode } from "react";
import type { PlanAnswer, SetDto } from "../_trpc/types.ts";
import { Bytes } from "../_ui/figures.tsx";
import { formatBytes, formatCount, plural } from "../_ui/format/bytes.ts";
import { formatDate } from "../_ui/format/time.ts";
import { aboutSeconds } from "./words.ts";

/** The four steps of a restore, each with what it costs. */
export function PlanSteps({
  set,
  plan,
  target,
}: {
  set: SetDto;
  plan: Extract<PlanAnswer, { ok: true }>["plan"];
  target: string;
}) {
  const { reached, leftOut, replay, opensWith } = plan;
  const isCut = leftOut.transactions > 0;
  return (
    <ol className="grid gap-2.5 text-ink-2">
      <Step number={1} cost={<Bytes value={plan.bytes} />}>
        Compare the full backup of {formatDate(set.baseEndAt ?? set.startedAt)} and{" "}
        {plural(plan.logFiles.length, "log file")} with their checksums, while they are copied
      </Step>
      <Step
        number={2}
        cost={plan.freeBytes === undefined ? null : `${formatBytes(plan.freeBytes)} free`}
      >
        Copy to <code className="font-mono text-code break-all text-ink">{target}</code>
      </Step>
      <Step number={3} cost={isCut ? formatBytes(leftOut.bytes) : "–"}>
        {isCut
          ? `Cut the log behind transaction ${formatCount(reached.tx)}`
          : `Nothing is cut: ${formatCount(reached.tx)} is the newest transaction`}
      </Step>
      <Step number={4} cost={replay.transactions > 0 ? aboutSeconds(replay.estimatedSeconds) : "–"}>
        You start {opensWith} on it;{" "}
        {replay.transactions > 0
          ? `it replays ${plural(replay.transactions, "transaction")}, ${formatBytes(replay.bytes)}, by itself`
          : "it has nothing to replay"}
      </Step>
    </ol>
  );
}

function Step({
  number,
  cost,
  children,
}: {
  number: number;
  cost: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
      <span className="flex min-w-0 flex-1 basis-64 gap-3">
        <span aria-hidden="true" className="w-3 text-ink-3">
          {number}
        </span>
        <span className="min-w-0 flex-1">{children}</span>
      </span>
      <span className="ml-auto text-xs whitespace-nowrap text-ink-3">{cost}</span>
    </li>
  );
}
