/** From an error to what the command line says: what happened, what is still safe, what to do. */
import { BackupError, type ErrorCode } from "../catalogue/index.ts";
import { MissingOption, type Source, sourceText } from "./source.ts";
import { line, type Terminal } from "./terminal.ts";

/** No connection, or nobody on the other side who speaks the protocol. */
const NOT_CONNECTED: ReadonlySet<ErrorCode> = new Set([
  "connect-refused",
  "unknown-host",
  "unreachable",
  "connect-timeout",
  "no-answer",
  "not-a-backup-port",
  "other-neo4j-port",
  "unsupported-version",
]);

export const isNotConnected = (error: unknown): boolean =>
  error instanceof BackupError && NOT_CONNECTED.has(error.code);

/** Another member may do it: this one cannot be had, or lags behind the backup. */
export const isNextTried = (error: unknown): boolean =>
  isNotConnected(error) || (error instanceof BackupError && error.code === "server-behind");

/** Anything that was thrown, as one of ours. */
export const asFailure = (error: unknown): BackupError =>
  error instanceof BackupError
    ? error
    : new BackupError("io-failure", {
        detail: error instanceof Error ? error.message : String(error),
        cause: error,
      });

export const failureJson = (error: BackupError) => ({
  code: error.code,
  kind: error.kind,
  message: error.message,
  detail: error.detail,
  safe: error.safe,
  advice: error.advice,
  retry: error.retry,
  server: error.server,
  file: error.file,
  range: error.range,
});

export function tellFailure(
  thrown: unknown,
  terminal: Terminal,
  { json, source }: { json: boolean; source?: Source | undefined },
): void {
  const error = asFailure(thrown);
  const { stdout, stderr } = terminal;
  if (json) line(stdout, JSON.stringify({ ok: false, error: failureJson(error) }, null, 2));
  else if (error instanceof MissingOption) for (const text of error.lines) line(stdout, text);
  else if (source && isNotConnected(error))
    line(stdout, `Couldn't connect to '${sourceText(source)}'`);
  if (error instanceof MissingOption) return;
  // Nothing that was foreseen: whoever reports it needs to know where it came from.
  if (!(thrown instanceof BackupError) && thrown instanceof Error) line(stderr, thrown.stack);
  line(stderr, error.code === "cancelled" ? "Cancelled." : `Failed: ${error.message}`);
  if (error.server) line(stderr, `Server said: ${error.server.className}: ${error.server.message}`);
  if (error.safe) line(stderr, `Still safe: ${error.safe}`);
  line(stderr, `What to do: ${error.advice}`);
}
