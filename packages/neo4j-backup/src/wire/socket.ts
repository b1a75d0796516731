/** The one place that talks to the network on the client's side. */
import net from "node:net";
import { BackupError, type ErrorCode } from "../catalogue/errors.ts";

/** One read buffer a connection: what has arrived must be consumed before the next read. */
const READ_BUFFER_BYTES = 256 * 1024;
export const CONNECT_TIMEOUT_MILLIS = 5_000;
const KEEP_ALIVE_MILLIS = 30_000;

export interface ConnectOptions {
  host: string;
  port: number;
  /** Addresses that the host was found to stand for: it connects to one of these, and never asks what the name means. */
  addresses?: readonly string[] | undefined;
  connectTimeoutMillis?: number | undefined;
  signal?: AbortSignal | undefined;
}

const CODES: Record<string, ErrorCode> = {
  ECONNREFUSED: "connect-refused",
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "unknown-host",
  EAI_NONAME: "unknown-host",
  EHOSTUNREACH: "unreachable",
  ENETUNREACH: "unreachable",
  EADDRNOTAVAIL: "unreachable",
  EACCES: "unreachable",
  EPERM: "unreachable",
  EINVAL: "unreachable",
  ENETDOWN: "unreachable",
  EHOSTDOWN: "unreachable",
  ETIMEDOUT: "connect-timeout",
};

/** Gives the addresses in place of the system's resolver. */
const pinnedTo = (addresses: readonly string[]): net.LookupFunction => {
  const all = addresses.map((one) => ({ address: one, family: net.isIPv6(one) ? 6 : 4 }));
  return (_host, options, done) => {
    if (options.all) done(null, all);
    else done(null, all[0]?.address ?? "", all[0]?.family ?? 0);
  };
};

const cancelled = () => new BackupError("cancelled");

/** `[::1]` and `::1` both name the address; `0.0.0.0` means this machine. */
export function plainHost(host: string): string {
  const bare = host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
  return bare === "0.0.0.0" ? "127.0.0.1" : bare;
}

/** Host and port as people write them. */
export const address = (host: string, port: number): string =>
  plainHost(host).includes(":") ? `[${plainHost(host)}]:${port}` : `${plainHost(host)}:${port}`;

function connectFailure(error: NodeJS.ErrnoException, where: string): BackupError {
  const first =
    error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[])[0] : error;
  const code = CODES[first?.code ?? error.code ?? ""] ?? "unreachable";
  return new BackupError(code, { detail: where, cause: error });
}

/**
 * A TCP connection that is read by asking. Bytes are only taken from the kernel while somebody
 * asks, so a slow disk slows the server down and memory stays bounded.
 */
export class Connection {
  readonly where: string;
  bytesRead = 0;
  readonly #socket: net.Socket;
  readonly #signal: AbortSignal | undefined;
  #arrived: Buffer | undefined;
  #ended = false;
  #failure: BackupError | undefined;
  #wake: (() => void) | undefined;

  private constructor(where: string, signal: AbortSignal | undefined, options: net.NetConnectOpts) {
    this.where = where;
    this.#signal = signal;
    this.#socket = net.connect({
      ...options,
      onread: {
        buffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
        callback: (count, buffer) => {
          this.#arrived = (buffer as Buffer).subarray(0, count);
          this.bytesRead += count;
          this.#wake?.();
          return false;
        },
      },
    });
    this.#socket.on("end", () => this.#stop());
    this.#socket.on("close", () => this.#stop());
    signal?.addEventListener("abort", this.#abort);
  }

  readonly #abort = () => {
    this.#failure ??= cancelled();
    this.#wake?.();
    this.#socket.destroy();
  };

  #stop() {
    this.#ended = true;
    this.#wake?.();
  }

  /** @throws BackupError connect-refused, unknown-host, unreachable, connect-timeout, cancelled */
  static async open(options: ConnectOptions): Promise<Connection> {
    const { signal, connectTimeoutMillis = CONNECT_TIMEOUT_MILLIS } = options;
    if (signal?.aborted) throw cancelled();
    const host = plainHost(options.host);
    const connection = new Connection(address(host, options.port), signal, {
      host,
      port: options.port,
      ...(options.addresses?.length ? { lookup: pinnedTo(options.addresses) } : {}),
      noDelay: true,
      // A full begins with minutes of silence; firewalls forget connections that say nothing.
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MILLIS,
    });
    await connection.#connected(connectTimeoutMillis);
    return connection;
  }

  #connected(timeoutMillis: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: BackupError) => {
        clearTimeout(timer);
        this.close();
        reject(error);
      };
      const timer = setTimeout(
        () =>
          fail(
            new BackupError("connect-timeout", {
              detail: `${this.where} did not answer within ${timeoutMillis} ms`,
            }),
          ),
        timeoutMillis,
      );
      this.#wake = () => fail(this.#failure ?? cancelled());
      this.#socket.once("error", (error) => fail(connectFailure(error, this.where)));
      this.#socket.once("connect", () => {
        clearTimeout(timer);
        this.#wake = undefined;
        this.#socket.removeAllListeners("error");
        this.#socket.on("error", (error) => {
          this.#failure ??= new BackupError("closed-early", {
            detail: error.message,
            cause: error,
          });
          this.#stop();
        });
        resolve();
      });
    });
  }

  write(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /**
   * The next bytes, valid until the next call; undefined when the peer has closed.
   * @param timeoutMillis longest wait for them
   * @param limitMillis what the message says was waited in all
   * @throws BackupError read-timeout, closed-early, cancelled
   */
  async read(timeoutMillis: number, limitMillis = timeoutMillis): Promise<Buffer | undefined> {
    this.#arrived = undefined;
    if (!this.#ended && !this.#failure) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          this.#failure ??= new BackupError("read-timeout", {
            detail: `nothing of an answer came from ${this.where} for ${limitMillis / 1000} s`,
          });
          this.#wake?.();
        }, timeoutMillis);
        this.#wake = () => {
          clearTimeout(timer);
          this.#wake = undefined;
          resolve();
        };
        this.#socket.resume();
      });
    }
    if (this.#signal?.aborted) throw cancelled();
    if (this.#arrived) return this.#arrived;
    if (this.#failure) throw this.#failure;
    return undefined;
  }

  close(): void {
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#socket.destroy();
  }
}
