/** Tells ports of Neo4j apart that are no backup port, once one did not answer as such. */
import { BackupError } from "../catalogue/errors.ts";
import { Connection, type ConnectOptions } from "../wire/socket.ts";

/**
 * Bolt: a magic number and four proposals, versions 1 to 4. A server answers with the one it takes, or with zeros,
 * in four bytes. Source: the Bolt protocol's public description; seen with 3.4.18.
 */
const BOLT_HANDSHAKE = Buffer.from("6060b01700000004000000030000000200000001", "hex");
const BOLT_ANSWER_BYTES = 4;
const PATIENCE_MILLIS = 500;

const isBoltAnswer = (bytes: Buffer): boolean =>
  bytes.length === BOLT_ANSWER_BYTES && bytes[0] === 0 && (bytes[1] as number) < 16;

async function speaksBolt(options: ConnectOptions): Promise<boolean> {
  const connection = await Connection.open(options);
  try {
    connection.write(BOLT_HANDSHAKE);
    const answer = await connection.read(PATIENCE_MILLIS);
    return answer !== undefined && isBoltAnswer(answer);
  } finally {
    connection.close();
  }
}

/**
 * Asks once more, in another protocol, on a connection of its own.
 * @param failure why the port is no backup port
 * @returns the error to tell instead; `failure` when nothing more is known
 */
export async function otherPort(
  failure: BackupError,
  options: ConnectOptions,
): Promise<BackupError> {
  const isBolt = await speaksBolt(options).catch(() => false);
  if (!isBolt) return failure;
  return new BackupError("other-neo4j-port", {
    detail: "it answers a Bolt handshake, so it is the port of queries (7687 by default)",
    cause: failure,
  });
}
