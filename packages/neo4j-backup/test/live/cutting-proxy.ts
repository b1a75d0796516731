/** A TCP proxy in front of a real server that does something to the stream after so many bytes. */
import net from "node:net";

export class CuttingProxy {
  readonly port: number;
  readonly #server: net.Server;
  readonly #sockets: Set<net.Socket>;

  private constructor(server: net.Server, sockets: Set<net.Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.port = (server.address() as net.AddressInfo).port;
  }

  /**
   * @param after bytes of the server's answers, over all connections
   * @param act what to do then; `cut` closes both sides. What follows flows on when it has returned
   */
  static async start(
    serverPort: number,
    after: number,
    act: (proxy: { cut(): void }) => void | Promise<void>,
  ): Promise<CuttingProxy> {
    const sockets = new Set<net.Socket>();
    let passed = 0;
    let acted = false;
    const cut = () => {
      for (const socket of sockets) socket.destroy();
    };
    const server = net.createServer((client) => {
      const upstream = net.connect(serverPort, "127.0.0.1");
      for (const socket of [client, upstream]) {
        sockets.add(socket);
        socket.on("error", () => undefined);
        socket.on("close", () => sockets.delete(socket));
      }
      client.pipe(upstream);
      upstream.on("end", () => client.end());
      upstream.on("data", async (bytes) => {
        passed += bytes.length;
        if (passed < after || acted) return void client.write(bytes);
        acted = true;
        upstream.pause();
        const now = bytes.length - (passed - after);
        client.write(bytes.subarray(0, now));
        await act({ cut });
        if (client.destroyed) return;
        client.write(bytes.subarray(now));
        upstream.resume();
      });
      client.on("close", () => upstream.destroy());
      upstream.on("close", () => client.end());
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new CuttingProxy(server, sockets);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
