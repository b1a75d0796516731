import type { RunDto } from "../_trpc/types.ts";
import { formatBytes, formatCount, plural } from "../_ui/format/bytes.ts";
import { formatClock } from "../_ui/format/time.ts";

interface PhaseWords {
  /** To come. */
  next: string;
  /** Under way, or where a run stopped. */
  now: string;
  done: string;
}

const WORDS: Record<string, PhaseWords> = {
  following: {
    next: "Follow the source",
    now: "Following the source",
    done: "Followed the source",
  },
  reconnecting: {
    next: "Reach the source again",
    now: "Reaching for the source again",
    done: "Reached for the source again",
  },
  "passing-over": {
    next: "Try another address",
    now: "Trying another address",
    done: "Passed over an address, see the log",
  },
  locking: {
    next: "Lock the backup set",
    now: "Locking the backup set",
    done: "Locked the backup set",
  },
  "reading-target": {
    next: "Read the end of the backup",
    now: "Reading the end of the backup",
    done: "Read the end of the backup",
  },
  connecting: {
    next: "Connect to the server",
    now: "Connecting to the server",
    done: "Connected to the server",
  },
  "waiting-for-check-point": {
    next: "Wait for the server's check point",
    now: "Waiting for the server's check point",
    done: "The server made its check point",
  },
  "receiving-files": {
    next: "Receive store files",
    now: "Receiving store files",
    done: "Received store files",
  },
  "comparing-overlap": {
    next: "Compare with the server's transactions",
    now: "Comparing with the server's transactions",
    done: "Compared with the server's transactions",
  },
  "receiving-transactions": {
    next: "Receive transactions",
    now: "Receiving transactions",
    done: "Received transactions",
  },
  writing: { next: "Write to disk", now: "Writing to disk", done: "Written to disk" },
  verifying: { next: "Verify", now: "Verifying", done: "Verified" },
  copying: { next: "Copy", now: "Copying", done: "Copied" },
  replaying: {
    next: "Apply the transactions",
    now: "Applying the transactions",
    done: "Applied the transactions",
  },
  publishing: { next: "Publish", now: "Publishing", done: "Published" },
  deleting: { next: "Delete", now: "Deleting", done: "Deleted" },
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
export function phaseLabel(phase: string, tense: keyof PhaseWords = "now"): string {
  const own = phase.charAt(0).toUpperCase() + phase.slice(1).replaceAll("-", " ");
  return WORDS[phase]?.[tense] ?? own;
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
      text: `${phaseLabel(each.phase, state === "done" ? "done" : "now")}${factOf(each.phase, run)}`,
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
    text: phaseLabel(phase, "next"),
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
  if (phase === "copying" && (run.asked === "restore" || run.asked === "roll-forward")) {
    const bytes = progress?.bytes ?? run.bytes ?? 0;
    return bytes > 0 ? `: ${formatBytes(bytes)}` : "";
  }
  if (phase === "verifying" && progress?.verifyTotalBytes) {
    return `: ${formatBytes(progress.verifiedBytes)} of ${formatBytes(progress.verifyTotalBytes)}`;
  }
  return "";
}
