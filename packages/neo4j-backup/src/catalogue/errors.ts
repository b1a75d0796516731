/**
 * Every way a backup can fail: one row a code. Pure data, safe for a browser.
 *
 * `retry`: `never` (someone must change something first), `later` (the same call may succeed),
 * `full-instead` (this backup cannot be continued; a new full backup can be made).
 */
export type Retry = "never" | "later" | "full-instead";

export type ErrorKind =
  | "transport"
  | "protocol"
  | "server-failure"
  | "store-mismatch"
  | "incremental-not-possible"
  | "target-directory"
  | "format"
  | "restore"
  | "cancelled"
  | "usage";

export interface ErrorRow {
  kind: ErrorKind;
  retry: Retry;
  /** One sentence a database administrator understands: what happened. */
  text: string;
  /** What to do next. */
  advice: string;
}

const row = (kind: ErrorKind, retry: Retry, text: string, advice: string): ErrorRow => ({
  kind,
  retry,
  text,
  advice,
});

export const ERRORS = {
  "connect-refused": row(
    "transport",
    "later",
    "nothing listens on that port",
    "Check that Neo4j runs, that online_backup_enabled is true and that the port is the one of online_backup_server (6362 to 6372).",
  ),
  "unknown-host": row(
    "transport",
    "never",
    "the host name cannot be resolved",
    "Check the spelling of the host, or use its address.",
  ),
  unreachable: row(
    "transport",
    "later",
    "there is no route to the host",
    "Check the network, the firewall and the address.",
  ),
  "connect-timeout": row(
    "transport",
    "later",
    "the host did not answer the connection attempt in time",
    "A firewall may drop the packets, or the host may be down.",
  ),
  "read-timeout": row(
    "transport",
    "later",
    "the server stopped sending",
    "Look at the server's log for long pauses; raise the silence time-out if its disk is slow.",
  ),
  "no-answer": row(
    "transport",
    "never",
    "the port accepts connections but never answered the backup request",
    "Check the port; it may be a Neo4j that hangs. It may also be the backup port of a causal-cluster member of 3.4 or later, or of Neo4j 4 or 5, which speaks another protocol: back those up with their own `neo4j-admin backup` (from 5 on `neo4j-admin database backup`).",
  ),
  "closed-early": row(
    "transport",
    "later",
    "the connection was closed in the middle of the answer",
    "Look at the server's log; a proxy or firewall between may have cut the connection. Try again.",
  ),
  "not-a-backup-port": row(
    "protocol",
    "never",
    "another service answers on that port",
    "Use the port of Neo4j's online_backup_server setting (dbms.backup.address from 3.0 on), 6362 by default. If this is that port, it is a causal-cluster member of 3.4 or later, or a Neo4j 4 or 5, which speaks another protocol there: back those up with their own `neo4j-admin backup` (from 5 on `neo4j-admin database backup`).",
  ),
  "other-neo4j-port": row(
    "protocol",
    "never",
    "this is a Neo4j port, but not the backup port",
    "Use the port of online_backup_server (dbms.backup.address from 3.0 on), 6362 by default; the others serve queries or the members of a cluster.",
  ),
  "unsupported-version": row(
    "protocol",
    "never",
    "the server speaks a version of the backup protocol that is not supported",
    "Check which Neo4j version runs there against the table of supported versions.",
  ),
  "bad-frame": row(
    "protocol",
    "never",
    "the server's answer breaks the backup protocol",
    "Check that the port belongs to Neo4j's online backup. A causal-cluster member of 3.4 or later, and Neo4j 4 and 5, speak another protocol there: back those up with their own `neo4j-admin backup`. If it is none of these, keep the log of this run and report it.",
  ),
  "unexpected-answer": row(
    "protocol",
    "later",
    "the server's answer has the right form but contradicts itself",
    "Try again; if it repeats, check the server's store.",
  ),
  "unsafe-file-name": row(
    "protocol",
    "never",
    "the server sent a file name that points outside the target directory or is not valid",
    "Do not trust this server; check who answers on that address.",
  ),
  "limit-exceeded": row(
    "protocol",
    "never",
    "the server's answer exceeds a safety limit",
    "Check who answers on that address.",
  ),
  "server-failure": row(
    "server-failure",
    "later",
    "the server reported a failure of its own",
    "The server's message is quoted; look in its messages.log for the same time.",
  ),
  "different-store": row(
    "store-mismatch",
    "never",
    "the target holds a backup of a different database",
    "Use another target directory for this server, or check the address.",
  ),
  "different-store-version": row(
    "store-mismatch",
    "full-instead",
    "the store was upgraded in place since this backup was made",
    "Make a full backup into a new directory; keep this one until the new one is verified.",
  ),
  "unsupported-store-version": row(
    "store-mismatch",
    "never",
    "the store has a version that is not supported",
    "Use the version of this tool that supports the store's version.",
  ),
  "server-behind": row(
    "incremental-not-possible",
    "full-instead",
    "the backup holds transactions that the server does not have",
    "The server was probably restored from older data. Keep this backup and make a full backup into a new directory.",
  ),
  diverged: row(
    "incremental-not-possible",
    "full-instead",
    "the server has other transactions under the same ids than the backup",
    "The server's history was replaced. Keep this backup and make a full backup into a new directory.",
  ),
  "transactions-missing": row(
    "incremental-not-possible",
    "full-instead",
    "the server no longer has the transactions that follow this backup",
    "Its log retention (keep_logical_logs) is shorter than the time between backups. A full backup is needed now; back up more often or keep logs longer.",
  ),
  "not-a-backup": row(
    "target-directory",
    "never",
    "the target directory is not empty and holds no backup",
    "Choose an empty or new directory, or one that holds a backup.",
  ),
  "not-empty": row(
    "target-directory",
    "never",
    "the target directory must be empty or missing",
    "Choose an empty or new directory.",
  ),
  "no-backup": row(
    "target-directory",
    "never",
    "there is no backup in the target directory to continue",
    "Make a full backup first.",
  ),
  "not-replaceable": row(
    "target-directory",
    "never",
    "the target directory cannot be swapped for a new full backup",
    "It is a mount point or its parent is not writable. Use a subdirectory of it as target.",
  ),
  locked: row(
    "target-directory",
    "later",
    "another run is writing to the target directory",
    "Wait until it has ended, or use another directory.",
  ),
  "not-writable": row(
    "target-directory",
    "never",
    "the target directory cannot be written to",
    "Check its permissions and that its file system is not mounted read-only.",
  ),
  "no-space": row(
    "target-directory",
    "later",
    "the target's disk is full",
    "Free space, or let older backups expire, and run again.",
  ),
  "io-failure": row(
    "target-directory",
    "later",
    "reading or writing the target failed",
    "Check the disk and the system's log.",
  ),
  "damaged-backup": row(
    "format",
    "full-instead",
    "the backup is damaged",
    "Keep it for inspection and make a full backup into a new directory.",
  ),
  "bad-log": row(
    "format",
    "never",
    "a transaction log holds bytes that are no valid entry",
    "Run verify to find the first damaged byte range.",
  ),
  "not-a-restore-point": row(
    "restore",
    "never",
    "the backup cannot be restored to that point",
    "Choose a transaction or a time between the end of the base and the last transaction of the backup.",
  ),
  "not-replayable": row(
    "restore",
    "never",
    "the transactions cannot be applied without Neo4j",
    "Restore without applying them: Neo4j does it by itself at its first start.",
  ),
  cancelled: row("cancelled", "later", "the run was cancelled", "Run it again when it suits."),
  usage: row("usage", "never", "the command line is not valid", "See --help."),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[];

export interface BackupErrorInit {
  /** What was expected and what came, lower case, no full stop. */
  detail?: string;
  /** What the caller still has, as one sentence. */
  safe?: string;
  cause?: unknown;
  /** Class name and message as the server sent them. */
  server?: { className: string; message: string };
  /** File and byte range for errors of the format kind. */
  file?: string;
  range?: [from: number, to: number];
}

/** The one error that the engine throws. Decide by `code`, never by text. */
export class BackupError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly retry: Retry;
  readonly advice: string;
  readonly detail: string | undefined;
  readonly server: { className: string; message: string } | undefined;
  readonly file: string | undefined;
  readonly range: [number, number] | undefined;
  /** What is still safe; filled in by the operation that failed. */
  safe: string | undefined;

  constructor(code: ErrorCode, init: BackupErrorInit = {}) {
    const row = ERRORS[code];
    super(
      init.detail ? `${row.text}: ${init.detail}` : row.text,
      init.cause === undefined ? undefined : { cause: init.cause },
    );
    this.name = "BackupError";
    this.code = code;
    this.kind = row.kind;
    this.retry = row.retry;
    this.advice = row.advice;
    this.detail = init.detail;
    this.server = init.server;
    this.file = init.file;
    this.range = init.range;
    this.safe = init.safe;
  }
}
