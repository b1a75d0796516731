/** What a failure at one of several servers means for the others. Pure data, safe for a browser. */
import { BackupError, type ErrorCode, type ErrorKind } from "./errors.ts";

/** These tell of a server; the others of the target, the backup or the call, and are the same at every server. */
const OF_A_SERVER: ReadonlySet<ErrorKind> = new Set<ErrorKind>([
  "transport",
  "protocol",
  "server-failure",
  "store-mismatch",
  "incremental-not-possible",
]);

/**
 * Most telling first: what a server said of its transactions, of its store, that it is no such server, that nobody
 * was there.
 */
export const TELLING: readonly ErrorCode[] = [
  "diverged",
  "transactions-missing",
  "different-store-version",
  "server-behind",
  "different-store",
  "unsupported-store-version",
  "server-failure",
  "unexpected-answer",
  "unsafe-file-name",
  "limit-exceeded",
  "bad-frame",
  "unsupported-version",
  "closed-early",
  "read-timeout",
  "other-neo4j-port",
  "not-a-backup-port",
  "no-answer",
  "connect-refused",
  "connect-timeout",
  "unreachable",
  "unknown-host",
];

/** Whether another server of the same database may do what this one did not. */
export const isOfServer = (error: unknown): error is BackupError =>
  error instanceof BackupError && OF_A_SERVER.has(error.kind);

const rank = (error: unknown): number => {
  const place = error instanceof BackupError ? TELLING.indexOf(error.code) : -1;
  return place === -1 ? TELLING.length : place;
};

/** Of failures at several servers the place of the one that tells most; of equals the first. -1 when there is none. */
export const mostTelling = (errors: readonly unknown[]): number =>
  errors.reduce<number>(
    (best, error, i) => (best === -1 || rank(error) < rank(errors[best]) ? i : best),
    -1,
  );
