/** Ports on this machine that are not a backup server. */
import { type ChildProcess, spawn } from "node:child_process";
import net from "node:net";

/** A TCP server of our own. */
export async function listenWith(
  onConnection: (socket: net.Socket) => void,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as net.AddressInfo).port,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const { port, close } = await listenWith(() => undefined);
  await close();
  return port;
}

/** Listens with the shortest queue, and never takes anyone from it. */
const NEVER_ACCEPTS = `
const server = require("node:net").createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  require("node:fs").writeSync(1, server.address().port + "\\n");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});`;

/** A listening port whose queue is full: the kernel drops what comes, as a firewall would. */
export class FullPort {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #fillers: net.Socket[] = [];

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.port = port;
  }

  static async open(): Promise<FullPort> {
    const child = spawn(process.execPath, ["-e", NEVER_ACCEPTS], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const port = await new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.stdout?.once("data", (text: Buffer) => resolve(Number(text.toString())));
    });
    const full = new FullPort(child, port);
    // More than the queue holds; those that do not fit stay in the air.
    for (let i = 0; i < 6; i++)
      full.#fillers.push(net.connect(port, "127.0.0.1").on("error", () => undefined));
    await new Promise((resolve) => setTimeout(resolve, 300));
    return full;
  }

  close(): void {
    for (const socket of this.#fillers) socket.destroy();
    this.#child.kill("SIGKILL");
  }
}
