/** What a follower is asked for, and what it tells. */
import type { ErrorCode } from "../catalogue/errors.ts";
import type { LogFileSummary, Note } from "../catalogue/outcomes.ts";
import type { FollowSource } from "./members.ts";

export const DEFAULT_EVERY_MILLIS = 5_000;
export const DEFAULT_ROLL_BYTES = 64 * 1024 * 1024;
export const DEFAULT_ROLL_MILLIS = 3_600_000;
/** The first try after a loss comes at once; then the waits double, up to this. */
export const LONGEST_WAIT_MILLIS = 30_000;

export interface PullReport {
  /** When the pull began: all that was committed at the server before is in the backup. */
  askedAt: number;
  durationMillis: number;
  /** Transactions and bytes that it brought; 0 when there was nothing new. */
  transactions: number;
  bytes: number;
  firstTx?: number;
  lastTx: number;
  lastCommitAt?: number;
  /** Commit time of the oldest that it brought: how long that one was not protected. */
  firstCommitAt?: number;
  /** The file they were added to, as it is now. */
  logFile?: LogFileSummary;
}

/** Where a follower stands; told when it changes. */
export type FollowState =
  | {
      state: "following";
      since: number;
      /** The server in use: `host:port`. */
      address: string;
    }
  | {
      state: "reconnecting";
      /** When the connection was lost, or the first try failed. */
      since: number;
      attempt: number;
      nextTryAt: number;
      because: { code: ErrorCode; message: string };
    };

export interface FollowOptions {
  /** From the beginning of one pull to the next. Default 5 s. */
  everyMillis?: number;
  /** The open log file is closed, and another one begun, at this size. Default 64 MiB. */
  rollBytes?: number;
  /** And at this age. Default one hour. */
  rollMillis?: number;
  /** Aborting it ends the follower: the pull under way is dropped whole, the open file is closed. */
  signal?: AbortSignal | undefined;
  manifestPath?: string;
  /** Read back what was written. Default true. */
  verify?: boolean;
  /** The longest that it tries to reach the server again, milliseconds. Default: as long as it runs. */
  giveUpMillis?: number;
  /**
   * Servers of the same store, most wanted first: when one is lost, is behind, or is not what it should be, the next one is
   * used. Default: the one that the backups are of.
   */
  sources?: readonly FollowSource[];
  onPull?: (report: PullReport) => void;
  onState?: (state: FollowState) => void;
  /** A log file will not change any more. */
  onRolled?: (logFile: LogFileSummary) => void;
  onNote?: ((note: Note) => void) | undefined;
  /** Given once it runs: makes it pull at once. */
  onControl?: (control: { pullNow: () => void }) => void;
  /** 0 to 1; waits between tries are spread with it. */
  random?: () => number;
}

export interface FollowOutcome {
  pulls: number;
  transactions: number;
  bytes: number;
  firstTx?: number;
  lastTx: number;
  lastCommitAt?: number;
  reconnects: number;
  /** Log files it wrote, whole. */
  logFiles: LogFileSummary[];
  repaired: string[];
  durationMillis: number;
}
