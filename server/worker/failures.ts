import { BackupError } from "neo4j-backup";
import { messageOf } from "../log.ts";
import { backupError, type ConsoleErrorCode, consoleError, type RunError } from "../runs/index.ts";

/** A failure that the console has a row for. */
export class ConsoleFailure extends Error {
  readonly code: ConsoleErrorCode;
  readonly detail: string | null;

  constructor(code: ConsoleErrorCode, detail: string | null = null) {
    super(detail ?? code);
    this.code = code;
    this.detail = detail;
  }
}

const DEFAULT_SAFE =
  "Nothing of this run was published; backups that were complete before it are untouched.";

/** Anything that a run threw, as its row stores it. */
export function runErrorOf(thrown: unknown): RunError {
  if (thrown instanceof ConsoleFailure) return consoleError(thrown.code, thrown.detail);
  if (!(thrown instanceof BackupError)) return consoleError("unexpected", messageOf(thrown));
  return backupError(thrown, DEFAULT_SAFE);
}
