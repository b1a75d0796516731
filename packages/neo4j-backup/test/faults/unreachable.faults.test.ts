/** No backup server at that address: each cause with its own code, and nothing made in the target. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type BackupError, OnlineBackup, probe } from "../../src/index.ts";
import { closedPort, FullPort, listenWith } from "./busy-port.ts";

const TIMEOUT_MILLIS = 400;

describe("no backup server", () => {
  let root: string;
  let close: (() => unknown) | undefined;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "holdfast-unreachable-"));
  });
  afterEach(async () => {
    await close?.();
    close = undefined;
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  /** How a full backup and a probe fail, which must be the same. */
  async function failure(host: string, port: number): Promise<BackupError> {
    const errorOf = (run: Promise<unknown>) =>
      run.then(
        () => expect.fail("it succeeded"),
        (error: BackupError) => error,
      );
    const error = await errorOf(
      OnlineBackup.from(host, port)
        .withTimeout(TIMEOUT_MILLIS)
        .full(join(root, "new", "backup")),
    );
    const asked = await errorOf(probe({ host, port, timeoutMillis: TIMEOUT_MILLIS }));
    expect(asked.code).toBe(error.code);
    expect(error.safe).toContain("Nothing was published");
    expect(await readdir(root), "nothing is made, parents included").toEqual([]);
    return error;
  }
  async function failureWith(onConnection: Parameters<typeof listenWith>[0]) {
    const server = await listenWith(onConnection);
    close = server.close;
    return failure("127.0.0.1", server.port);
  }

  test("where nothing listens: connection refused", async () => {
    expect(await failure("127.0.0.1", await closedPort())).toMatchObject({
      code: "connect-refused",
      retry: "later",
      advice: expect.stringContaining("online_backup_enabled"),
    });
  });

  test("on a host that does not exist: unknown host", async () => {
    expect(await failure("no-such-host.invalid", 6362)).toMatchObject({
      code: "unknown-host",
      detail: expect.stringContaining("no-such-host.invalid"),
    });
  });

  test("where there is no route: unreachable", async () => {
    // A link-local address without its link names no way to go.
    expect(await failure("fe80::1", 6362)).toMatchObject({ code: "unreachable" });
  });

  test("where packets are dropped: the connection attempt times out", async () => {
    const full = await FullPort.open();
    close = () => full.close();
    const startedAt = performance.now();
    expect(await failure("127.0.0.1", full.port)).toMatchObject({ code: "connect-timeout" });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  test("but an HTTP server: named as one, at once", async () => {
    const server = http.createServer((_, response) => response.end("hello"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    close = () => new Promise((resolve) => server.close(resolve));
    const { port } = server.address() as { port: number };
    expect(await failure("127.0.0.1", port)).toMatchObject({
      code: "not-a-backup-port",
      detail: expect.stringContaining("HTTP"),
    });
  });

  test("but an SSH server: named as one, at once", async () => {
    const error = await failureWith((socket) => socket.write("SSH-2.0-OpenSSH_9.2p1\r\n"));
    expect(error).toMatchObject({
      code: "not-a-backup-port",
      detail: expect.stringContaining("SSH"),
    });
  });

  test("but a service with another banner: its words are quoted", async () => {
    const error = await failureWith((socket) => socket.write("220 mail.example ESMTP\r\n"));
    expect(error.code).toBe("not-a-backup-port");
    expect(error.detail).toContain("220");
  });

  test("but a service that stays silent: no answer, after the time-out", async () => {
    const startedAt = performance.now();
    const error = await failureWith(() => undefined);
    expect(error).toMatchObject({ code: "no-answer" });
    expect(performance.now() - startedAt).toBeLessThan(TIMEOUT_MILLIS * 2 + 2_000);
  });

  test("but a service that hangs up: not a backup port, at once", async () => {
    expect(await failureWith((socket) => socket.end())).toMatchObject({
      code: "not-a-backup-port",
    });
  });

  test("but a service that sends random bytes for ever: refused, at once", async () => {
    const error = await failureWith((socket) => {
      const timer = setInterval(() => socket.write(Buffer.alloc(4096, 0xd7)), 5);
      socket.on("close", () => clearInterval(timer));
    });
    expect(error.code).toBe("bad-frame");
  });

  test("and the run is cancelled while it connects or waits: within two seconds", async () => {
    const silent = await listenWith(() => undefined);
    const full = await FullPort.open();
    close = async () => {
      full.close();
      await silent.close();
    };
    for (const port of [silent.port, full.port]) {
      const cancel = new AbortController();
      setTimeout(() => cancel.abort(), 200);
      const startedAt = performance.now();
      const run = OnlineBackup.from("127.0.0.1", port).full(join(root, "new"), {
        signal: cancel.signal,
      });
      await expect(run).rejects.toMatchObject({ code: "cancelled" });
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(await readdir(root)).toEqual([]);
    }
  });
});
