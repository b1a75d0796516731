/** A client of one backup server: asks, and reads the answers. Source: spec sections 1 to 5. */
import { BackupError } from "../catalogue/errors.ts";
import type { StoreIdentity } from "../catalogue/outcomes.ts";
import { identityOf, type StoreId, storeIdLayout } from "../store/store-id.ts";
import { MessageReader, PeerFailure, type Timeouts } from "../wire/message.ts";
import { Connection } from "../wire/socket.ts";
import { DIALECTS, type Dialect, dialectOf } from "./dialects.ts";
import { failureOf, OtherDialect, serverFailure } from "./failures.ts";
import { isSerialisedJava } from "./java-exception.ts";
import { otherPort } from "./other-ports.ts";
import { encodeFullRequest, encodeIncrementalRequest } from "./requests.ts";
import { readStoreFiles, type StoreFilesSink } from "./store-files.ts";

/** No server has this transaction, so it answers at once that there is nothing new. */
const BEYOND_ALL = 2n ** 62n;
const TRANSACTIONS_FOLLOW = 1;
export const DEFAULT_SILENCE_MILLIS = 40_000;
/** A full answer begins after the server's check point, which may take long on a big dirty store. */
export const DEFAULT_FULL_FIRST_BYTE_MILLIS = 20 * 60_000;

export interface ClientOptions {
  host: string;
  port: number;
  /** What the host stands for, when that was looked up before. */
  addresses?: readonly string[] | undefined;
  connectTimeoutMillis?: number | undefined;
  /** Longest silence in the middle of an answer, and before the answers that need no work. */
  silenceMillis: number;
  /** Longest wait for the first byte of a full answer. */
  fullFirstByteMillis: number;
  signal?: AbortSignal | undefined;
}

/** Raw log entries, valid until the promise resolves. */
export type TransactionSink = (
  chunk: Buffer,
  from: number,
  to: number,
) => Promise<void> | undefined;

export class BackupClient {
  readonly dialect: Dialect;
  readonly store: StoreIdentity;
  readonly #connection: Connection;
  readonly #options: ClientOptions;

  private constructor(
    connection: Connection,
    dialect: Dialect,
    store: StoreIdentity,
    options: ClientOptions,
  ) {
    this.#connection = connection;
    this.dialect = dialect;
    this.store = store;
    this.#options = options;
  }

  get where(): string {
    return this.#connection.where;
  }

  /** Bytes that came over the connection, frames and all. */
  get bytesRead(): number {
    return this.#connection.bytesRead;
  }

  /**
   * Connects and asks for a transaction that cannot exist: this costs the server nothing, and tells
   * its dialect and store id, or that it is no backup server.
   * @throws BackupError of the transport and protocol kinds
   */
  static async open(options: ClientOptions): Promise<BackupClient> {
    try {
      return await BackupClient.#openIn(DIALECTS[1], options);
    } catch (error) {
      if (!(error instanceof OtherDialect)) throw error;
      const dialect = dialectOf(error.applicationVersion);
      if (!dialect) throw unsupported(error);
      return BackupClient.#openIn(dialect, options).catch((second) => {
        throw second instanceof OtherDialect ? unsupported(second) : second;
      });
    }
  }

  static async #openIn(dialect: Dialect, options: ClientOptions): Promise<BackupClient> {
    const connection = await Connection.open(options);
    try {
      connection.write(encodeIncrementalRequest(dialect, BEYOND_ALL));
      const reader = new MessageReader(connection, dialect.applicationVersion, {
        firstByteMillis: options.silenceMillis,
        silenceMillis: options.silenceMillis,
      });
      const store = await answer(dialect, async () => {
        const found = await readStoreId(reader, dialect, true);
        if (await reader.ended()) return found;
        throw new BackupError("unexpected-answer", {
          detail: "the server sent transactions although none can follow 2^62",
        });
      });
      return new BackupClient(connection, dialect, store, options);
    } catch (error) {
      connection.close();
      const failure = asProbeFailure(error);
      throw isNoAnswer(failure) ? await otherPort(failure, options) : failure;
    }
  }

  /**
   * A full backup's answer: files, then transactions.
   * @param onStoreId between the files and the transactions
   */
  async full(
    files: StoreFilesSink,
    onStoreId: (store: StoreIdentity) => Promise<void>,
    transactions: TransactionSink,
    forensics = false,
  ): Promise<void> {
    this.#connection.write(encodeFullRequest(this.dialect, forensics));
    const reader = this.#reader(this.#options.fullFirstByteMillis);
    await settled(this.dialect, async () => {
      await this.#refuseJava(reader);
      await readStoreFiles(reader, this.dialect, files);
      await onStoreId(await readStoreId(reader, this.dialect, false));
      await readTransactions(reader, transactions);
    });
  }

  /** The transactions after `lastTx`. @throws BackupError transactions-missing, and the others */
  async incremental(
    lastTx: number,
    onStoreId: (store: StoreIdentity) => Promise<void>,
    transactions: TransactionSink,
  ): Promise<void> {
    this.#connection.write(encodeIncrementalRequest(this.dialect, BigInt(lastTx)));
    const reader = this.#reader(this.#options.silenceMillis);
    await settled(this.dialect, async () => {
      await onStoreId(await readStoreId(reader, this.dialect, true));
      await readTransactions(reader, transactions);
    });
  }

  #reader(firstByteMillis: number): MessageReader {
    const timeouts: Timeouts = { firstByteMillis, silenceMillis: this.#options.silenceMillis };
    return new MessageReader(this.#connection, this.dialect.applicationVersion, timeouts);
  }

  /** A version mismatch is answered without the failure bit (spec section 4). */
  async #refuseJava(reader: MessageReader): Promise<void> {
    if (!(await reader.fill())) return;
    await refuseJava(reader, this.dialect);
  }

  close(): void {
    this.#connection.close();
  }
}

async function refuseJava(reader: MessageReader, dialect: Dialect): Promise<void> {
  if (!isSerialisedJava(reader.chunk.subarray(reader.at, reader.end))) return;
  const pieces: Buffer[] = [];
  do {
    pieces.push(Buffer.from(reader.chunk.subarray(reader.at, reader.end)));
    reader.at = reader.end;
  } while (reader.received < 1024 * 1024 && (await reader.fill()));
  const { applicationVersion } = dialect;
  throw serverFailure(Buffer.concat(pieces), applicationVersion, applicationVersion);
}

async function readStoreId(
  reader: MessageReader,
  dialect: Dialect,
  first: boolean,
): Promise<StoreIdentity> {
  if (first && (await reader.fill())) await refuseJava(reader, dialect);
  const bytes = await reader.take(storeIdLayout.size, "the store id");
  const store = identityOf(decodeStoreId(bytes));
  const type = await reader.takeU8("the response type");
  if (type !== TRANSACTIONS_FOLLOW)
    throw new BackupError("unexpected-answer", {
      detail: `expected response type ${TRANSACTIONS_FOLLOW}, found ${type}`,
    });
  return store;
}

function decodeStoreId(bytes: Buffer): StoreId {
  try {
    return storeIdLayout.read(bytes);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    throw new BackupError("bad-frame", {
      detail: `the store id holds what cannot be: ${error.detail ?? error.message}`,
      cause: error,
    });
  }
}

async function readTransactions(reader: MessageReader, sink: TransactionSink): Promise<void> {
  do {
    if (reader.at === reader.end) continue;
    const from = reader.at;
    reader.at = reader.end;
    const wait = sink(reader.chunk, from, reader.end);
    if (wait) await wait;
  } while (await reader.fill());
}

/** Runs `read`, and turns the peer's failures into ours. */
async function answer<T>(dialect: Dialect, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof PeerFailure ? failureOf(error, dialect.applicationVersion) : error;
  }
}

const unsupported = (error: OtherDialect): BackupError =>
  new BackupError("unsupported-version", { detail: error.message, cause: error });

/** As `answer`, once the dialect is settled: a server that changes it in the middle is not followed. */
async function settled<T>(dialect: Dialect, read: () => Promise<T>): Promise<T> {
  try {
    return await answer(dialect, read);
  } catch (error) {
    throw error instanceof OtherDialect ? unsupported(error) : error;
  }
}

/** No backup server answered: what is there instead can be asked. */
const isNoAnswer = (error: unknown): error is BackupError =>
  error instanceof BackupError &&
  (error.code === "no-answer" || error.code === "not-a-backup-port");

/** Before the first answer, silence and hanging up mean something else than in the middle. */
function asProbeFailure(error: unknown): unknown {
  if (!(error instanceof BackupError)) return error;
  if (error.code === "read-timeout")
    return new BackupError("no-answer", {
      ...(error.detail === undefined ? {} : { detail: error.detail }),
      cause: error,
    });
  if (error.code === "closed-early")
    return new BackupError("not-a-backup-port", {
      detail: `${error.detail ?? "the connection was closed"}; a backup server would have answered`,
      cause: error,
    });
  return error;
}
