/** From what a server said went wrong to our error codes. Decides by class names. Source: spec section 4. */
import { BackupError } from "../catalogue/errors.ts";
import type { PeerFailure } from "../wire/message.ts";
import { dialectOf } from "./dialects.ts";
import { isSerialisedJava, readJavaException } from "./java-exception.ts";

const lastPart = (className: string): string => className.split(".").at(-1) ?? className;

/** The server answered in another version; the answer's own header names it. */
export class OtherDialect extends Error {
  readonly applicationVersion: number;
  constructor(applicationVersion: number) {
    super(`the server speaks application version ${applicationVersion}`);
    this.applicationVersion = applicationVersion;
  }
}

/**
 * @returns the error to throw: OtherDialect when another known dialect may work, else a BackupError
 *   transactions-missing, unsupported-version, other-neo4j-port, bad-frame or server-failure
 */
export function failureOf(peer: PeerFailure, expected: number): BackupError | OtherDialect {
  const { payload, applicationVersion, internalVersion } = peer;
  if (!isSerialisedJava(payload))
    return new BackupError("bad-frame", {
      detail: `expected frames of application version ${expected}, found version ${applicationVersion} (internal ${internalVersion}) that is no failure either`,
    });
  return serverFailure(payload, applicationVersion, expected);
}

export function serverFailure(
  payload: Buffer,
  applicationVersion: number,
  expected: number,
): BackupError | OtherDialect {
  const { className, classNames, message } = readJavaException(payload);
  const classes = new Set(classNames.map(lastPart));
  const server = { className, message };
  const quoted = `${lastPart(className)}${message ? `: ${message}` : ""}`;
  if (classes.has("NoSuchTransactionException") || classes.has("MissingLogDataException"))
    return new BackupError("transactions-missing", { detail: quoted, server });
  if (classes.has("IllegalProtocolVersionException")) {
    if (applicationVersion !== expected && dialectOf(applicationVersion))
      return new OtherDialect(applicationVersion);
    return new BackupError(
      dialectOf(applicationVersion) ? "unsupported-version" : "other-neo4j-port",
      {
        detail: `the server's application version is ${applicationVersion}, expected ${expected}`,
        server,
      },
    );
  }
  if (classes.has("ArrayIndexOutOfBoundsException"))
    return new BackupError("other-neo4j-port", { detail: quoted, server });
  return new BackupError("server-failure", { detail: quoted, server });
}
