import http from "node:http";
import net from "node:net";
import tls from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import type { BackupError } from "../catalogue/errors.ts";
import { BackupClient } from "./client.ts";

const HOST = "127.0.0.1";
let close: (() => void) | undefined;
afterEach(() => {
  close?.();
  close = undefined;
});

async function listening(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  close = () => server.close();
  return (server.address() as net.AddressInfo).port;
}

/** How a port is refused that is no backup port. */
async function refusal(server: net.Server): Promise<BackupError> {
  const port = await listening(server);
  return await BackupClient.open({
    ...{ host: HOST, port, silenceMillis: 300, fullFirstByteMillis: 300 },
  }).then(
    () => expect.fail("it was taken for a backup server"),
    (error: BackupError) => error,
  );
}

const raw = (onConnection: (socket: net.Socket) => void): net.Server =>
  net.createServer((socket) => {
    socket.on("error", () => undefined);
    onConnection(socket);
  });

/** Waits for a request as HTTP has it, and says nothing to anything else. */
const patientHttp = (body: string): net.Server =>
  raw((socket) => {
    let asked = "";
    socket.on("data", (piece) => {
      asked += piece.toString("latin1");
      if (/^GET .*\r\n\r\n$/s.test(asked))
        socket.end(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${body}`);
    });
  });

describe("a port that is no backup port", () => {
  it("is a web server, also when it waits for a whole request before it says so", async () => {
    const eager = await refusal(http.createServer((_, response) => response.end("hello")));
    expect(eager).toMatchObject({ code: "not-a-backup-port" });
    expect(eager.detail).toMatch(/answers HTTP/);
    close?.();
    const patient = await refusal(patientHttp("{}"));
    expect(patient).toMatchObject({ code: "not-a-backup-port" });
    expect(patient.detail).toMatch(/answers HTTP/);
  });

  it.each([
    ["2.3", '{"management":"http://x:7474/db/manage/","data":"http://x:7474/db/data/"}'],
    ["4.0", '{"bolt_direct":"bolt://x:7687","neo4j_version":"4.0.0"}'],
  ])("is Neo4j's own HTTP port, as %s answers there", async (_, body) => {
    const error = await refusal(patientHttp(body));
    expect(error).toMatchObject({ code: "other-neo4j-port" });
    expect(error.detail).toMatch(/7474 by default/);
    expect(error.advice).toMatch(/online_backup_server/);
  });

  it("speaks TLS: a real TLS server answers a hello, whatever it made of the first request", async () => {
    const server = tls.createServer({ ciphers: "PSK", pskCallback: () => null });
    server.on("tlsClientError", () => undefined);
    const error = await refusal(server);
    expect(error).toMatchObject({ code: "not-a-backup-port" });
    expect(error.detail).toMatch(/TLS/);
  });

  it.each([
    ["an alert", "15030100020246"],
    ["a handshake", "160303003102000000"],
  ])("begins its answer with %s of TLS", async (_, hex) => {
    const error = await refusal(raw((socket) => socket.end(Buffer.from(hex, "hex"))));
    expect(error).toMatchObject({ code: "not-a-backup-port" });
    expect(error.detail).toMatch(/TLS/);
  });

  it("stays silent whatever is asked: perhaps a cluster member or a later Neo4j, and what to use then", async () => {
    const error = await refusal(raw(() => undefined));
    expect(error).toMatchObject({ code: "no-answer" });
    expect(error.detail).toMatch(/asked in Bolt, HTTP and TLS it did not answer either/);
    expect(error.advice).toMatch(/causal-cluster member.*Neo4j 4 or 5.*neo4j-admin backup/);
  });

  it.each([
    ["at once", (socket: net.Socket) => socket.end()],
    ["once it is asked", (socket: net.Socket) => socket.once("data", () => socket.end())],
    ["with a reset", (socket: net.Socket) => socket.once("data", () => socket.resetAndDestroy())],
  ])("closes the connection %s: the same advice", async (_, hangUp) => {
    const error = await refusal(raw((socket) => void hangUp(socket)));
    expect(error).toMatchObject({ code: "not-a-backup-port" });
    expect(error.detail).toMatch(/closed|reset|ECONNRESET/i);
    expect(error.advice).toMatch(/causal-cluster member.*Neo4j 4 or 5.*neo4j-admin backup/);
  });

  it("answers in another framing: the advice names who does", async () => {
    const error = await refusal(raw((socket) => socket.end(Buffer.alloc(64, 0xd7))));
    expect(error).toMatchObject({ code: "bad-frame" });
    expect(error.advice).toMatch(/causal-cluster member.*neo4j-admin backup/);
  });

  it("sends an endless answer to every question: only its beginning is read", async () => {
    const error = await refusal(
      raw((socket) => {
        const flood = () => {
          while (socket.writable && socket.write("HTTP/1.1 200 OK\r\n".repeat(1_000)));
        };
        socket.on("drain", flood);
        flood();
      }),
    );
    expect(error).toMatchObject({ code: "not-a-backup-port" });
  });
});
