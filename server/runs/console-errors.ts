import type { ErrorRow } from "neo4j-backup/catalogue";
import type { RunError } from "./schema.ts";

/** Failures that only the console has; the engine's are in its own table, in the same shape. */
type ConsoleErrorRow = Pick<ErrorRow, "retry" | "text" | "advice"> & { safe: string };

export const CONSOLE_ERRORS = {
  "worker-lost": {
    retry: "later",
    text: "the worker that ran it is gone",
    advice:
      "Run it again. If it repeats, look for a crash or for missing memory in the worker's log.",
    safe: "Backups that were complete before this run are untouched: a run publishes what it has only when it is whole.",
  },
  "worker-stopped": {
    retry: "later",
    text: "Holdfast was stopped while the run was going",
    advice: "Run it again.",
    safe: "Backups that were complete before this run are untouched.",
  },
  "storage-missing": {
    retry: "later",
    text: "the directory for backups cannot be used",
    advice: "Check that the storage is mounted and can be written to by the user Holdfast runs as.",
    safe: "Nothing was written; backups on that storage are as they were.",
  },
  "set-missing": {
    retry: "full-instead",
    text: "the backup set's directory is not there",
    advice:
      "If the storage was unmounted or the set was moved, put it back; otherwise make a full backup.",
    safe: "Other backup sets are untouched.",
  },
  "no-set": {
    retry: "full-instead",
    text: "there is no good backup set to continue",
    advice: "Make a full backup first.",
    safe: "Nothing was written.",
  },
  inconsistent: {
    retry: "never",
    text: "the backup is not consistent",
    advice:
      "Look at the findings. The database itself is likely to have the same ones: check it, repair it, and make a full backup.",
    safe: "The backup is what the server sent, and is kept; it does not count as a good one. Older sets are untouched.",
  },
  "restore-target": {
    retry: "never",
    text: "the directory cannot be restored to",
    advice: "Choose another name, or empty the directory.",
    safe: "The backup was only read, and nothing was put into the directory.",
  },
  "address-refused": {
    retry: "never",
    text: "Holdfast does not connect to that address",
    advice:
      "Correct the database's address in its settings. An administrator sees in Settings > Security where sources may lie.",
    safe: "Nothing was connected to, and nothing was written; backups are as they were.",
  },
  "source-away": {
    retry: "later",
    text: "continuous protection cannot reach the source",
    advice:
      "Check that Neo4j runs and can be reached; it is tried again by itself, and everything since is fetched then.",
    safe: "Everything up to the last pull is in the backup.",
  },
  "set-in-use": {
    retry: "later",
    text: "another run is reading the backup set",
    advice: "Wait until it has ended, or cancel it.",
    safe: "Nothing was deleted.",
  },
  "set-pinned": {
    retry: "never",
    text: "the backup set is pinned",
    advice: "Unpin it first.",
    safe: "Nothing was deleted.",
  },
  unexpected: {
    retry: "later",
    text: "something went wrong that Holdfast has no name for",
    advice: "Keep the log of this run and report it; then try again.",
    safe: "Backups that were complete before this run are untouched: a run publishes what it has only when it is whole.",
  },
} as const satisfies Record<string, ConsoleErrorRow>;

export type ConsoleErrorCode = keyof typeof CONSOLE_ERRORS;

/** A console failure as a run stores it. */
export function consoleError(code: ConsoleErrorCode, detail: string | null = null): RunError {
  const row = CONSOLE_ERRORS[code];
  return {
    code,
    message: row.text,
    detail,
    safe: row.safe,
    advice: row.advice,
    retry: row.retry,
    server: null,
  };
}
