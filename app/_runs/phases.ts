import type { RunDto } from "../_trpc/types.ts";
import { formatBytes, formatCount, plural } from "../_ui/format/bytes.ts";
import { formatClock } from "../_ui/format/time.ts";

/** What each phase does, in the words of a line of the run's page. */
const LABELS: Record<string, string> = {
  locking: "Lock the backup set",
  "reading-target": "Read the end of the backup",
  connecting: "Connect to the server",
  "waiting-for-check-point": "Wait for the server's check point",
  "receiving-files": "Receive store files",
  "comparing-overlap": "Compare with the server's transactions",
  "receiving-transactions": "Receive transactions",
  writing: "Write to disk",
  verifying: "Verify",
  publishing: "Publish",
};

const ORDER = {
  full: [
    "locking",
    "connecting",
    "waiting-for-check-point",
    "receiving-files",
    "receiving-transactions",
    "writing",
    "verifying",
    "publishing",
  ],
  incremental: [
    "locking",
    "reading-target",
    "connecting",
    "comparing-overlap",
    "receiving-transactions",
    "writing",
    "verifying",
    "publishing",
  ],
} as const;

/** The phase in a few words; a phase that is not known here keeps its own name. */
export function phaseLabel(phase: string): string {
  return LABELS[phase] ?? phase.charAt(0).toUpperCase() + phase.slice(1).replaceAll("-", " ");
}

export interface Step {
  key: string;
  state: "done" | "now" | "next" | "stopped";
  text: string;
  /** Null for steps to come. */
  millis: number | null;
}

/** A run's phases as lines: those behind it with their time, the one it is in with its figures, those to come. */
export function stepsOf(run: RunDto, now: number): Step[] {
  const known = run.phases.filter((each) => each.phase !== "done");
  const ended = run.state !== "running" && run.state !== "queued";
  const steps: Step[] = known.map((each, at) => {
    const last = at === known.length - 1;
    const end = each.finishedAt ?? (ended ? run.finishedAt : null);
    const open = last && each.finishedAt === null;
    const state =
      last && ended && run.state !== "succeeded" ? "stopped" : open && !ended ? "now" : "done";
    return {
      key: `${each.phase}-${at}`,
      state,
      text: `${phaseLabel(each.phase)}${factOf(each.phase, run)}`,
      millis: Math.max(0, (end?.getTime() ?? now) - each.startedAt.getTime()),
    };
  });
  if (ended) return steps;
  return [...steps, ...toCome(run, known.at(-1)?.phase)];
}

function toCome(run: RunDto, current: string | undefined): Step[] {
  const kind = run.progress?.kind ?? (run.asked === "full" ? "full" : run.asked);
  const order: readonly string[] =
    kind === "full" ? ORDER.full : kind === "incremental" ? ORDER.incremental : [];
  const behind = current === undefined ? -1 : order.indexOf(current);
  return order.slice(behind + 1).map((phase) => ({
    key: `next-${phase}`,
    state: "next" as const,
    text: phaseLabel(phase),
    millis: null,
  }));
}

/** The figure that belongs to a phase, where it is known. */
function factOf(phase: string, run: RunDto): string {
  const { progress } = run;
  const files = progress?.files ?? run.files ?? 0;
  const transactions = progress?.transactions ?? run.transactions ?? 0;
  if (phase === "receiving-files" && files > 0) {
    const bytes = progress?.bytes ?? run.bytes;
    const file = run.state === "running" && progress?.phase === phase ? progress.file : null;
    const size = bytes ? `, ${formatBytes(bytes)}` : "";
    return `: ${plural(files, "file")}${size}${file ? `, now ${file}` : ""}`;
  }
  if (phase === "receiving-transactions" && transactions > 0) {
    const newest = progress?.lastCommitAt ?? run.lastCommitAt;
    return `: ${formatCount(transactions)}${newest ? `, newest of ${formatClock(newest)}` : ""}`;
  }
  if (phase === "verifying" && progress?.verifyTotalBytes) {
    return `: ${formatBytes(progress.verifiedBytes)} of ${formatBytes(progress.verifyTotalBytes)}`;
  }
  return "";
}
