import net from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { BASE_END } from "../../test/golden/directories.ts";
import { framesOf, golden, payloadOf } from "../../test/golden/goldens.ts";
import { type AnswerOf, ReplayServer } from "../../test/hostile/replay-server.ts";
import { BackupError } from "../catalogue/errors.ts";
import { BackupClient } from "./client.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const bytes = (name: string): Buffer => golden(name).s2c;
const OPTIONS = { host: "127.0.0.1", silenceMillis: 200, fullFirstByteMillis: 400 };

let server: ReplayServer | undefined;
let client: BackupClient | undefined;
afterEach(async () => {
  client?.close();
  client = undefined;
  await server?.close();
});
async function open(answerOf: AnswerOf): Promise<BackupClient> {
  server = await ReplayServer.listen(answerOf);
  client = await BackupClient.open({ ...OPTIONS, port: server.port });
  return client;
}
const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => new Error("no error"),
    (e) => e,
  );
  return error instanceof BackupError ? error.code : `${error}`;
};
const ignore = async (): Promise<void> => undefined;
const files = {
  open: async () => ({ write: () => undefined, close: ignore, abandon: ignore }),
};

describe("opening", () => {
  it("learns store and dialect from an answer that costs the server nothing", async () => {
    const c = await open(() => bytes("probe"));
    expect(c.dialect.number).toBe(1);
    expect(c.store.storeVersion).toBe("v0.A.6");
    expect(server?.requests).toEqual([]);
  });

  const store = payloadOf(golden("probe").s2c);
  const other = framesOf(store, () => 100, { applicationVersion: 2 });
  const otherMismatch = framesOf(payloadOf(golden("failure-application-version").s2c), () => 9999, {
    applicationVersion: 2,
  });
  it("asks again in the dialect that a server names", async () => {
    let asked = 0;
    const c = await open(() => (asked++ === 0 ? otherMismatch : other));
    expect(c.dialect.number).toBe(2);
    expect(asked).toBe(2);
  });

  it("does not follow a server that names another dialect each time", async () => {
    let asked = 0;
    const act = open(() =>
      asked++ % 2 === 0 ? otherMismatch : bytes("failure-application-version"),
    );
    expect(await codeOf(act)).toBe("unsupported-version");
    expect(asked).toBe(2);
  });

  it("names a Bolt port, which answers another handshake on a second connection", async () => {
    const bolt = net.createServer((socket) =>
      socket.once("data", (asked) => {
        if (asked.readUInt32BE(0) === 0x6060b017) socket.write(Buffer.from([0, 0, 0, 1]));
        else socket.end();
      }),
    );
    await new Promise<void>((resolve) => bolt.listen(0, "127.0.0.1", resolve));
    const { port } = bolt.address() as net.AddressInfo;
    await expect(BackupClient.open({ ...OPTIONS, port })).rejects.toMatchObject({
      code: "other-neo4j-port",
      detail: expect.stringContaining("Bolt"),
    });
    bolt.close();
  });

  it.each<[string, AnswerOf, string]>([
    ["silence", () => undefined, "no-answer"],
    ["hanging up", () => (s) => s.end(), "not-a-backup-port"],
    ["an SSH banner", () => Buffer.from("SSH-2.0-OpenSSH_9.2\r\n"), "not-a-backup-port"],
    ["HTTP", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), "not-a-backup-port"],
    [
      "an HA port",
      () => framesOf(payloadOf(bytes("failure-unknown-request")), () => 9999, { failure: true }),
      "other-neo4j-port",
    ],
    ["transactions after 2^62", () => bytes("incremental-overlap"), "unexpected-answer"],
    [
      "a failure behind a good store id",
      () => Buffer.concat([more(store), bytes("failure-pruned")]),
      "transactions-missing",
    ],
    [
      "a store id with an absurd time",
      () => framesOf(Buffer.alloc(41, 0x7f), () => 99),
      "bad-frame",
    ],
    ["a store id that is cut", () => framesOf(store.subarray(0, 30), () => 99), "bad-frame"],
    [
      "response type 255",
      () => framesOf(Buffer.concat([store.subarray(0, 40), Buffer.from([255])]), () => 99),
      "unexpected-answer",
    ],
    [
      "bytes behind the answer",
      () => Buffer.concat([bytes("probe"), Buffer.from("x")]),
      "bad-frame",
    ],
    ["random bytes", () => Buffer.from("deadbeefdeadbeefdeadbeef", "hex"), "bad-frame"],
  ])("names %s", async (_, answerOf, code) => expect(await codeOf(open(answerOf))).toBe(code));
});

/** A message's frame that promises more. */
function more(message: Buffer): Buffer {
  const frame = framesOf(message, () => 1 << 20);
  frame[4] = 0x09;
  return frame;
}

describe("answers", () => {
  it("a version mismatch in place of files is told by its first bytes", async () => {
    const disguised = framesOf(payloadOf(golden("failure-pruned").s2c), () => 9999);
    const c = await open((r) => (r.isProbe ? bytes("probe") : disguised));
    expect(await codeOf(c.full(files, ignore, () => undefined))).toBe("transactions-missing");
  });

  it("a server that changes the dialect in the middle is refused with an error of ours", async () => {
    const mismatch = framesOf(payloadOf(golden("failure-application-version").s2c), () => 9999, {
      applicationVersion: 2,
    });
    const c = await open((r) => (r.isProbe ? bytes("probe") : mismatch));
    expect(await codeOf(c.incremental(5, ignore, () => undefined))).toBe("unsupported-version");
  });

  it("a failure may come in the middle of a file", async () => {
    const half = more(payloadOf(golden("full-idle").s2c).subarray(0, 50_000));
    const c = await open((r) =>
      r.isProbe ? bytes("probe") : Buffer.concat([half, asFailure("failure-pruned")]),
    );
    expect(await codeOf(c.full(files, ignore, () => undefined))).toBe("transactions-missing");
  });

  it.each([
    ["in the middle of an answer", true, "read-timeout", 200],
    ["before a full answer, which may take longer", false, "read-timeout", 400],
  ])("a server that falls silent %s ends in %s", async (_, starts, code, millis) => {
    const answer = starts ? bytes("full-idle").subarray(0, 5000) : undefined;
    const c = await open((r) =>
      r.isProbe ? bytes("probe") : (s) => void (answer && s.write(answer)),
    );
    const startedAt = performance.now();
    expect(await codeOf(c.full(files, ignore, () => undefined))).toBe(code);
    const took = performance.now() - startedAt;
    expect(took).toBeGreaterThan(millis - 20);
    expect(took).toBeLessThan(millis + 2000);
  });

  it("an abort ends the wait at once, whatever it waits for", async () => {
    server = await ReplayServer.listen((r) => (r.isProbe ? bytes("probe") : undefined));
    const controller = new AbortController();
    client = await BackupClient.open({
      host: "127.0.0.1",
      port: server.port,
      silenceMillis: 60_000,
      fullFirstByteMillis: 60_000,
      signal: controller.signal,
    });
    const act = codeOf(client.incremental(5, ignore, () => undefined));
    setTimeout(() => controller.abort(), 30);
    const startedAt = performance.now();
    expect(await act).toBe("cancelled");
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });

  it("asks one thing after another on one connection", async () => {
    const c = await open((r) =>
      r.isProbe
        ? bytes("probe")
        : r.lastTx === BigInt(BASE_END - 1)
          ? asFailure("failure-pruned")
          : bytes("incremental-nothing-new"),
    );
    if (server) server.closesAfterAnswer = false;
    expect(await codeOf(c.incremental(BASE_END - 1, ignore, () => undefined))).toBe(
      "transactions-missing",
    );
    await c.incremental(BASE_END, ignore, () => {
      throw new Error("nothing new has no bytes");
    });
  });
});

const asFailure = (name: string): Buffer =>
  framesOf(payloadOf(golden(name).s2c), () => 700, { failure: true });
