import type { RunDto, RunProgress } from "../_trpc/types.ts";
import { formatBytes, formatCount, formatRate, plural } from "../_ui/format/bytes.ts";
import { formatDuration, formatLeft, formatTicking } from "../_ui/format/duration.ts";
import { isBackup, isInconsistency, kindOf } from "./outcome.ts";

/** "Full backup", "Incremental backup", "Backup", "Verification". */
export function nounOf(run: RunDto): string {
  const kind = kindOf(run);
  return isBackup(run.asked) && kind !== "Backup" ? `${kind} backup` : kind;
}

const READING: Record<string, string> = { verifying: "verified", indexing: "indexed" };

/** The facts of a run under way, most wanted first; empty before the first figures. */
export function progressParts(progress: RunProgress | null): string[] {
  if (!progress) return [];
  if (progress.fraction !== null) return [`${Math.floor(progress.fraction * 100)} %`];
  const reads = READING[progress.phase];
  if (reads && progress.verifyTotalBytes) {
    return [
      `${reads} ${formatBytes(progress.verifiedBytes)} of ${formatBytes(progress.verifyTotalBytes)}`,
    ];
  }
  const parts: string[] = [];
  if (progress.bytes > 0) {
    parts.push(
      progress.expectedBytes
        ? `${formatBytes(progress.bytes)} of about ${formatBytes(progress.expectedBytes)}`
        : formatBytes(progress.bytes),
    );
  }
  if (progress.files > 0) parts.push(plural(progress.files, "file"));
  if (progress.transactions > 0) parts.push(plural(progress.transactions, "transaction"));
  if (progress.bytesPerSecond) parts.push(formatRate(progress.bytesPerSecond));
  if (progress.etaSeconds !== null) parts.push(formatLeft(progress.etaSeconds));
  return parts;
}

/** The one sentence at the head of a run's page. */
export function headlineOf(run: RunDto, now: number): string {
  const noun = nounOf(run);
  const took = run.durationMillis === null ? "" : ` after ${formatDuration(run.durationMillis)}`;
  switch (run.state) {
    case "queued":
      return `${noun} of ${run.databaseName}, waiting for a worker`;
    case "running": {
      const since = run.startedAt ? now - run.startedAt.getTime() : 0;
      return `${noun}, ${run.cancelRequestedAt ? "being cancelled" : "running"} for ${formatTicking(since)}`.replace(
        "being cancelled for",
        "being cancelled after",
      );
    }
    case "failed":
      return isInconsistency(run)
        ? `${noun}: the backup is not consistent`
        : `${noun} failed${took}`;
    case "cancelled":
      return `${noun} cancelled${took}`;
    case "succeeded":
      return successOf(run);
  }
}

function successOf(run: RunDto): string {
  const took = run.durationMillis === null ? "" : ` in ${formatDuration(run.durationMillis)}`;
  const size = run.bytes === null ? "" : `, ${formatBytes(run.bytes)}`;
  switch (run.result) {
    case "full":
      return `Full backup made${took}${size}`;
    case "incremental":
      return `Incremental backup of ${plural(run.transactions ?? 0, "transaction")}${took}`;
    case "nothing-new":
      return "No new transactions: the backup was already complete";
    case "fell-back-to-full":
      return `Fell back to a full backup${took}${size}`;
    case "followed":
      return `Protected continuously for ${formatDuration(run.durationMillis ?? 0)}, ${plural(run.transactions ?? 0, "transaction")}`;
    case "verified":
      return `Verified${took}: every byte is as it was written`;
    case "checked":
      return `Checked${took}: the records are consistent`;
    case "restored":
      return `Restored${took}${size}`;
    case "rolled-forward":
      return `Rolled forward by ${plural(run.transactions ?? 0, "transaction")}${took}`;
    case "expired":
      return `Retention applied${took}`;
    case "set-deleted":
      return `Backup set deleted${took}`;
    case null:
      return `${nounOf(run)} done${took}`;
  }
}

/** The second line: where it stands, what it means. */
export function leadOf(run: RunDto): string {
  switch (run.state) {
    case "queued":
      return "It starts as soon as a worker is free. You can close this page; the run goes on.";
    case "running": {
      if (run.asked === "follow") return followingOf(run);
      const parts = progressParts(run.progress);
      const figures = parts.length === 0 ? "" : `${capital(parts.join(", "))}. `;
      return `${figures}You can close this page; the run goes on.`;
    }
    case "failed":
      return run.error ? sentence(run.error.message) : "The cause was not recorded.";
    case "cancelled":
      return "Nothing of it was published. Backups made before it are untouched.";
    case "succeeded":
      return doneOf(run);
  }
}

function followingOf({ progress }: RunDto): string {
  if (!progress) return "The first pull is under way.";
  const parts = capital(progressParts(progress).join(", ")) || "Nothing new yet";
  const upTo =
    progress.lastTx === null ? "" : `, up to transaction ${formatCount(progress.lastTx)}`;
  return `${parts}${upTo}. It goes on until it is switched off in the database's settings.`;
}

function doneOf(run: RunDto): string {
  if (run.result === "fell-back-to-full" && run.reason) return sentence(run.reason);
  if (run.asked === "restore" && run.lastTx !== null) {
    return `${run.databaseName} as of transaction ${formatCount(run.lastTx)}, in ${run.restore?.outcome?.target ?? "its directory"}.`;
  }
  if (!isBackup(run.asked)) return run.reason ? sentence(run.reason) : "";
  if (run.inconsistent) {
    return "The backup is what the server sent, but its records contradict each other. It is kept and does not count as a good one.";
  }
  if (run.lastTx === null) return "";
  return `${run.databaseName} is protected up to transaction ${formatCount(run.lastTx)}.`;
}

/** A message of the catalogue (lower case, no full stop) as a sentence. A file's name at its head stays as it is. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const begun = /^[^\s.]*\.\S/.test(trimmed) ? trimmed : capital(trimmed);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
