/** A raw TCP server that answers backup requests with whatever bytes a test gives it. */
import net from "node:net";
import { frameHead } from "../../src/wire/frame.ts";

export interface Request {
  kind: "full" | "incremental";
  lastTx: bigint;
  /** True for the question that opens each run: a transaction that cannot exist. */
  isProbe: boolean;
}

/** Bytes to send, or code that sends them itself; `undefined` answers nothing. */
export type Answer = Buffer | ((socket: net.Socket) => void) | undefined;
export type AnswerOf = (request: Request) => Answer;

const BEYOND = 2n ** 60n;

export class ReplayServer {
  readonly port: number;
  /** End the connection behind every answer but the probe's. */
  closesAfterAnswer = true;
  answerOf: AnswerOf = () => undefined;
  /** Requests other than probes, in order. */
  requests: Request[] = [];
  readonly #server: net.Server;
  readonly #sockets = new Set<net.Socket>();

  private constructor(server: net.Server) {
    this.#server = server;
    this.port = (server.address() as net.AddressInfo).port;
    server.on("connection", (socket) => this.#serve(socket));
  }

  static async listen(answerOf?: AnswerOf): Promise<ReplayServer> {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const replay = new ReplayServer(server);
    if (answerOf) replay.answerOf = answerOf;
    return replay;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => undefined);
    let bytes = Buffer.alloc(0);
    socket.on("data", (piece) => {
      bytes = Buffer.concat([bytes, piece]);
      while (bytes.length >= frameHead.size) {
        const size = 4 + frameHead.read(bytes).length;
        if (bytes.length < size) return;
        this.#asked(socket, bytes.subarray(frameHead.size, size));
        bytes = bytes.subarray(size);
      }
    });
  }

  #asked(socket: net.Socket, message: Buffer): void {
    const lastTx = message.readBigInt64BE(17);
    const isProbe = lastTx > BEYOND;
    const request: Request = {
      kind: message[0] === 0 ? "full" : "incremental",
      lastTx,
      isProbe,
    };
    if (!isProbe) this.requests.push(request);
    const answer = this.answerOf(request);
    if (!answer) return;
    if (typeof answer === "function") answer(socket);
    else if (isProbe || !this.closesAfterAnswer) socket.write(answer);
    else socket.end(answer);
  }
}
