/** The one place that talks to the network on a server's side. */
import net from "node:net";
import { BackupError } from "../catalogue/errors.ts";
import { address } from "./socket.ts";

/** A client that connected. */
export interface Peer {
  /** Address and port, as people write them. */
  where: string;
  /** What it sends; ends when it hangs up. */
  bytes: AsyncIterable<Buffer>;
  /** Resolves when the bytes were handed to the system. @throws when the peer is gone */
  send(bytes: Buffer): Promise<void>;
  destroy(): void;
}

export interface Listener {
  port: number;
  /** Hangs up on everybody and stops listening. */
  close(): Promise<void>;
}

const bare = (host: string): string =>
  host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;

function peerOf(socket: net.Socket): Peer {
  return {
    where: address(socket.remoteAddress ?? "", socket.remotePort ?? 0),
    bytes: socket,
    send: (bytes) =>
      new Promise((resolve, reject) => {
        socket.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    destroy: () => socket.destroy(),
  };
}

/**
 * @param port 0: any free one
 * @param onPeer its promise may not reject
 * @throws BackupError usage when the address cannot be listened on
 */
export async function listen(
  host: string,
  port: number,
  onPeer: (peer: Peer) => Promise<void>,
): Promise<Listener> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer({ noDelay: true, keepAlive: true }, (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    void onPeer(peerOf(socket)).finally(() => socket.end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "it is in use already" : error.message;
      reject(
        new BackupError("usage", {
          detail: `cannot listen on ${address(bare(host), port)}: ${why}`,
          cause: error,
        }),
      );
    });
    server.listen({ host: bare(host), port }, resolve);
  });
  const bound = server.address();
  return {
    port: typeof bound === "object" && bound !== null ? bound.port : port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
