import type { RunAsked, RunDto, RunProgress, RunResult, RunState } from "../_trpc/types.ts";

/** What a colour and a shape stand for: good ●, attention ▲, failed ◆, running ◌, idle ▬. */
export type Tone = "good" | "warn" | "bad" | "run" | "idle";

export interface Outcome {
  tone: Tone;
  label: string;
}

const RESULTS: Record<RunResult, Outcome> = {
  full: { tone: "good", label: "Full backup" },
  incremental: { tone: "good", label: "Incremental" },
  "nothing-new": { tone: "good", label: "No new transactions" },
  "fell-back-to-full": { tone: "warn", label: "Fell back to full" },
  followed: { tone: "good", label: "Protected stretch" },
  verified: { tone: "good", label: "Verified" },
  checked: { tone: "good", label: "Consistent" },
  restored: { tone: "good", label: "Restored" },
  "rolled-forward": { tone: "good", label: "Rolled forward" },
  expired: { tone: "good", label: "Expired sets" },
  "set-deleted": { tone: "good", label: "Set deleted" },
};

/** What a result stands for. */
export const resultOutcome = (result: RunResult): Outcome => RESULTS[result];

const ASKED: Record<RunAsked, string> = {
  auto: "Backup",
  full: "Full",
  incremental: "Incremental",
  follow: "Continuous protection",
  verify: "Verification",
  check: "Consistency check",
  restore: "Restore",
  "roll-forward": "Roll forward",
  expire: "Expiry",
  "delete-set": "Deletion of a set",
};

/** The kind of a run in one word: what it became once that is known, else what was asked for. */
export function kindOf(
  run: Pick<RunDto, "asked" | "result" | "progress"> & Partial<Pick<RunDto, "phases">>,
): string {
  if (run.asked !== "auto") return ASKED[run.asked];
  if (run.result === "full" || run.result === "fell-back-to-full") return "Full";
  if (run.result === "incremental" || run.result === "nothing-new") return "Incremental";
  if (run.progress?.kind === "full") return "Full";
  if (run.progress?.kind === "incremental") return "Incremental";
  // One that failed or was cancelled: as far as it had come.
  const phases = run.phases?.map(({ phase }) => phase) ?? [];
  if (phases.some((phase) => ONLY_IN_FULL.has(phase))) return "Full";
  if (phases.some((phase) => ONLY_IN_INCREMENTAL.has(phase))) return "Incremental";
  return ASKED.auto;
}

const ONLY_IN_FULL = new Set(["waiting-for-check-point", "receiving-files"]);
const ONLY_IN_INCREMENTAL = new Set(["reading-target", "comparing-overlap"]);

/** True for runs that pull from the source. */
export function isBackup(asked: RunAsked): boolean {
  return asked === "auto" || asked === "full" || asked === "incremental";
}

/** Progress as a fraction, or null where no total is known. */
export function fractionOf(progress: RunProgress | null): number | null {
  if (!progress) return null;
  if (progress.fraction !== null) return Math.min(1, progress.fraction);
  const reads = progress.phase === "verifying" || progress.phase === "indexing";
  if (reads && progress.verifyTotalBytes) {
    return Math.min(1, progress.verifiedBytes / progress.verifyTotalBytes);
  }
  if (!progress.expectedBytes) return null;
  return Math.min(0.99, progress.bytes / progress.expectedBytes);
}

/** How a run stands, as shape, colour and words. */
export function outcomeOf(run: RunDto): Outcome {
  switch (run.state) {
    case "queued":
      return { tone: "run", label: "Queued" };
    case "running": {
      if (run.asked === "follow")
        return run.progress?.phase === "reconnecting"
          ? { tone: "warn", label: "Reconnecting" }
          : { tone: "good", label: "Following" };
      if (run.cancelRequestedAt) return { tone: "run", label: "Cancelling" };
      const fraction = fractionOf(run.progress);
      const part = fraction === null ? "" : `, ${Math.floor(fraction * 100)} %`;
      return { tone: "run", label: `${kindOf(run)}${part || " running"}` };
    }
    case "cancelled":
      return { tone: "idle", label: "Cancelled" };
    case "failed":
      return {
        tone: "bad",
        label: isInconsistency(run)
          ? "Inconsistent"
          : (run.asked === "verify" || run.asked === "check") && isDamage(run)
            ? "Found damage"
            : "Failed",
      };
    case "succeeded":
      if (run.inconsistent) return { tone: "warn", label: `${kindOf(run)}, inconsistent` };
      return run.result ? RESULTS[run.result] : { tone: "good", label: "Succeeded" };
  }
}

/** A check that found the records of a set contradicting each other. */
export const isInconsistency = (run: Pick<RunDto, "error">): boolean =>
  run.error?.code === "inconsistent";

function isDamage(run: RunDto): boolean {
  return run.error?.code === "damaged-backup";
}

/** The tone alone, for ticks that know no more than state and result. */
export function toneOf(state: RunState, result: RunResult | null): Tone {
  if (state === "failed") return "bad";
  if (state === "cancelled") return "idle";
  if (state !== "succeeded") return "run";
  return result ? RESULTS[result].tone : "good";
}

const SEVERITY: Tone[] = ["good", "idle", "run", "warn", "bad"];

/** For sorting: mild marks first, so that the worst is drawn on top. */
export const severityOf = (tone: Tone): number => SEVERITY.indexOf(tone);

/** The worse of two tones: where marks fall together, the worst one is shown. */
export function worse(a: Tone, b: Tone): Tone {
  return severityOf(a) >= severityOf(b) ? a : b;
}
