import net from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BackupError } from "../catalogue/errors.ts";
import { address, Connection, plainHost } from "./socket.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let server: net.Server | undefined;
const sockets = new Set<net.Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

async function serve(act: (socket: net.Socket) => void, host = "127.0.0.1"): Promise<number> {
  const listening = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    act(socket);
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, host, resolve));
  return (listening.address() as net.AddressInfo).port;
}
const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    (found) => found,
    (e) => e,
  );
  return error instanceof BackupError ? error.code : String(error);
};
const wait = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

describe("connections", () => {
  it("shows hosts as people write them", () => {
    expect([plainHost("[::1]"), plainHost("0.0.0.0"), plainHost("db.example")]).toEqual([
      "::1",
      "127.0.0.1",
      "db.example",
    ]);
    expect([address("::1", 6362), address("[::1]", 6362), address("db", 1)]).toEqual([
      "[::1]:6362",
      "[::1]:6362",
      "db:1",
    ]);
  });

  it("connects to the addresses it is given, whatever the name means", async () => {
    const port = await serve((socket) => socket.end("hello"));
    const connection = await Connection.open({
      host: "no-such-name.example",
      port,
      addresses: ["127.0.0.1"],
    });
    expect(connection.where).toBe(`no-such-name.example:${port}`);
    expect((await connection.read(5_000))?.toString()).toBe("hello");
    connection.close();
  });

  it("names a port that nobody listens on", async () => {
    const port = await serve(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await codeOf(Connection.open({ host: "127.0.0.1", port }))).toBe("connect-refused");
  });

  it("gives up a connection attempt that is not answered", async () => {
    // Reserved for documentation: nothing there answers; some networks refuse it at once.
    const act = Connection.open({ host: "192.0.2.1", port: 6362, connectTimeoutMillis: 80 });
    expect(["connect-timeout", "unreachable", "connect-refused"]).toContain(await codeOf(act));
  });

  it("is cancelled before, during and after the connection was made", async () => {
    const port = await serve(() => undefined);
    expect(
      await codeOf(Connection.open({ host: "127.0.0.1", port, signal: AbortSignal.abort() })),
    ).toBe("cancelled");
    const controller = new AbortController();
    const opening = Connection.open({
      host: "192.0.2.1",
      port: 6362,
      connectTimeoutMillis: 60_000,
      signal: controller.signal,
    });
    controller.abort();
    expect(["cancelled", "unreachable"]).toContain(await codeOf(opening));
    const later = new AbortController();
    const connection = await Connection.open({ host: "127.0.0.1", port, signal: later.signal });
    const reading = codeOf(connection.read(60_000));
    later.abort();
    expect(await reading).toBe("cancelled");
    expect(await codeOf(connection.read(60_000))).toBe("cancelled");
    connection.close();
  });

  it("ends a wait for bytes that do not come", async () => {
    const port = await serve(() => undefined);
    const connection = await Connection.open({ host: "127.0.0.1", port });
    const startedAt = performance.now();
    expect(await codeOf(connection.read(60))).toBe("read-timeout");
    expect(performance.now() - startedAt).toBeLessThan(1000);
    connection.close();
  });

  it("tells a closed connection from a reset one", async () => {
    const closing = await serve((socket) => socket.end("bye"));
    const connection = await Connection.open({ host: "127.0.0.1", port: closing });
    expect((await connection.read(1000))?.toString()).toBe("bye");
    expect(await connection.read(1000)).toBeUndefined();
    connection.close();
    await new Promise((resolve) => server?.close(resolve));
    const resetting = await serve((socket) => setTimeout(() => socket.resetAndDestroy(), 20));
    const other = await Connection.open({ host: "127.0.0.1", port: resetting });
    expect(await codeOf(other.read(1000))).toBe("closed-early");
    other.close();
  });

  it("takes from the network only what is asked for", async () => {
    let sent = 0;
    const port = await serve((socket) => {
      const piece = Buffer.alloc(1 << 20, 7);
      const more = () => {
        while (sent < 64 << 20 && socket.write(piece)) sent += piece.length;
      };
      socket.on("drain", more);
      more();
    });
    const connection = await Connection.open({ host: "127.0.0.1", port });
    const first = await connection.read(1000);
    expect(first?.length).toBeGreaterThan(0);
    await wait(150);
    expect(connection.bytesRead).toBe(first?.length);
    expect(sent).toBeLessThan(64 << 20);
    connection.close();
  });

  it("reads everything, in order", async () => {
    const whole = Buffer.from(Array.from({ length: 1 << 20 }, (_, i) => (i * 31) & 255));
    const port = await serve((socket) => socket.end(whole));
    const connection = await Connection.open({ host: "127.0.0.1", port });
    const found: Buffer[] = [];
    for (let piece = await connection.read(2000); piece; piece = await connection.read(2000))
      found.push(Buffer.from(piece));
    expect(Buffer.concat(found).equals(whole)).toBe(true);
    connection.close();
  });
});
