import { addressText, BackupError, ERRORS, mostTelling, type ServerAddress } from "neo4j-backup";
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

/** What came of one of several addresses of a source. */
export interface FailedAttempt {
  address: ServerAddress;
  thrown: BackupError | ConsoleFailure;
}

/** Why, for a text that names the address before it. */
export function reasonAt({ address, thrown }: FailedAttempt): string {
  if (!(thrown instanceof BackupError)) return `Holdfast does not connect there: ${thrown.message}`;
  return thrown.detail === addressText(address) ? ERRORS[thrown.code].text : thrown.message;
}

/** A source has several addresses, and none of those that were tried served. */
export class NoneServed extends Error {
  readonly attempts: readonly FailedAttempt[];
  /** The attempt that tells most. */
  readonly telling: FailedAttempt;

  constructor(attempts: readonly FailedAttempt[]) {
    const telling = attempts[mostTelling(attempts.map(({ thrown }) => thrown))] as FailedAttempt;
    super(
      `none of the ${attempts.length} addresses that were tried served; ${addressText(telling.address)}: ${reasonAt(telling)}`,
    );
    this.attempts = attempts;
    this.telling = telling;
  }
}

/** What stands behind a failure at several addresses; else the failure itself. */
export const causeOf = (thrown: unknown): unknown =>
  thrown instanceof NoneServed ? thrown.telling.thrown : thrown;

const DEFAULT_SAFE =
  "Nothing of this run was published; backups that were complete before it are untouched.";

/** Anything that a run threw, as its row stores it. */
export function runErrorOf(thrown: unknown): RunError {
  if (thrown instanceof NoneServed) return noneServedError(thrown);
  if (thrown instanceof ConsoleFailure) return consoleError(thrown.code, thrown.detail);
  if (!(thrown instanceof BackupError)) return consoleError("unexpected", messageOf(thrown));
  return backupError(thrown, DEFAULT_SAFE);
}

function noneServedError(thrown: NoneServed): RunError {
  const { attempts, message } = thrown;
  const error = runErrorOf(thrown.telling.thrown);
  const isOnlyBehind = error.code === "server-behind" && attempts.some(wasNotReached);
  return {
    ...error,
    ...(isOnlyBehind ? BEHIND_THE_OTHERS : {}),
    message,
    detail: null,
    addresses: attempts.map((attempt) => ({
      address: addressText(attempt.address),
      code: attempt.thrown.code,
      message: reasonAt(attempt),
    })),
  };
}

const wasNotReached = ({ thrown }: FailedAttempt): boolean =>
  thrown instanceof BackupError && thrown.kind === "transport";

/** A member that lags behind the ones that are away. */
const BEHIND_THE_OTHERS = {
  retry: "later",
  advice:
    "It may only lag behind the members that could not be reached: bring those back and run it again. If all of them are behind, they were restored from older data: keep these backups and make a full one.",
} as const;
