/** Tells ports apart that are no backup port, once one did not answer as such. */
import { BackupError } from "../catalogue/errors.ts";
import { isTlsRecord } from "../wire/first-bytes.ts";
import { Connection, type ConnectOptions } from "../wire/socket.ts";

/**
 * Bolt: a magic number and four proposals, versions 1 to 4. A server answers with the one it takes, or with zeros,
 * in four bytes. Source: the Bolt protocol's public description; seen with 3.4.18.
 */
const BOLT_HANDSHAKE = Buffer.from("6060b01700000004000000030000000200000001", "hex");
const BOLT_ANSWER_BYTES = 4;
/** What Neo4j's own root document names, by version. */
const NEO4J_DOCUMENT = /neo4j_version|bolt_(direct|routing)|\/db\/(data|manage)\//;
/**
 * TLS 1.2: a ClientHello without extensions that offers what every server has. A TLS server answers with a handshake
 * record or with an alert, never with anything else. Source: RFC 5246, sections 6.2.1 and 7.4.1.2.
 */
const CLIENT_HELLO = Buffer.concat([
  Buffer.from("160301003701000033" /* record and handshake, with their lengths */, "hex"),
  Buffer.from("0303", "hex"),
  Buffer.alloc(32, 0x5a),
  Buffer.from("00" /* no session */, "hex"),
  Buffer.from("000c002f0035009c009dc02fc030" /* six suites */, "hex"),
  Buffer.from("0100" /* no compression, no extensions */, "hex"),
]);
const PATIENCE_MILLIS = 500;
const MOST_ANSWER_BYTES = 8 * 1024;

interface OtherService {
  asks: Buffer;
  /** The error that an answer stands for; undefined when it is no answer of this service. */
  tells: (
    answer: Buffer,
  ) => { code: "other-neo4j-port" | "not-a-backup-port"; detail: string } | undefined;
}

const OTHERS: readonly OtherService[] = [
  {
    asks: BOLT_HANDSHAKE,
    tells: (answer) =>
      answer.length === BOLT_ANSWER_BYTES && answer[0] === 0 && (answer[1] as number) < 16
        ? {
            code: "other-neo4j-port",
            detail: "it answers a Bolt handshake, so it is the port of queries (7687 by default)",
          }
        : undefined,
  },
  {
    asks: Buffer.from("GET / HTTP/1.0\r\nAccept: application/json\r\n\r\n"),
    tells: (answer) => {
      const text = answer.toString("latin1");
      if (!text.startsWith("HTTP/")) return undefined;
      return NEO4J_DOCUMENT.test(text)
        ? {
            code: "other-neo4j-port",
            detail:
              "it answers HTTP as Neo4j does, so it is the port of its browser and REST API (7474 by default)",
          }
        : {
            code: "not-a-backup-port",
            detail: "it answers HTTP: a web server, or something before one",
          };
    },
  },
  {
    asks: CLIENT_HELLO,
    tells: (answer) =>
      isTlsRecord(answer)
        ? {
            code: "not-a-backup-port",
            detail:
              "it speaks TLS, which the backup port of these versions never does: HTTPS (7473 by default), encrypted Bolt, or the encrypted backup port of a causal cluster or of Neo4j 4 and later",
          }
        : undefined,
  },
];

async function ask({ asks, tells }: OtherService, options: ConnectOptions) {
  const connection = await Connection.open(options);
  try {
    connection.write(asks);
    return tells(await gathered(connection));
  } finally {
    connection.close();
  }
}

/** What comes until the server has ended, is silent, or has sent enough. */
async function gathered(connection: Connection): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  while (size < MOST_ANSWER_BYTES) {
    const piece = await connection.read(PATIENCE_MILLIS).catch(() => undefined);
    if (!piece) break;
    size += piece.length;
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces);
}

/**
 * Asks once more in other protocols, each on a connection of its own, all at once.
 * @param failure why the port is no backup port
 * @returns the error to tell instead; `failure` with what it is not when nothing more is known
 */
export async function otherPort(
  failure: BackupError,
  options: ConnectOptions,
): Promise<BackupError> {
  const answers = await Promise.all(
    OTHERS.map((other) => ask(other, options).catch(() => undefined)),
  );
  const told = answers.find((answer) => answer !== undefined);
  if (told) return new BackupError(told.code, { detail: told.detail, cause: failure });
  // it has said what it is
  if (!(failure.cause instanceof BackupError)) return failure;
  return new BackupError(failure.code, {
    detail: [failure.detail, "asked in Bolt, HTTP and TLS it did not answer either"]
      .filter(Boolean)
      .join("; "),
    cause: failure,
  });
}
