import { describe, expect, it, vi } from "vitest";
import { connectionTo } from "../../test/golden/fake-connection.ts";
import { framesOf } from "../../test/golden/goldens.ts";
import { BackupError } from "../catalogue/errors.ts";
import { frameHead, MAX_FRAME_LENGTH } from "./frame.ts";
import { MessageReader, PeerFailure } from "./message.ts";
import type { Connection } from "./socket.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const TIMEOUTS = { firstByteMillis: 1000, silenceMillis: 1000 };
const reader = (bytes: Buffer, next?: () => number) =>
  new MessageReader(connectionTo(bytes, next), 1, TIMEOUTS);

async function readAll(from: MessageReader): Promise<Buffer> {
  const found: Buffer[] = [];
  while (await from.fill()) {
    found.push(Buffer.from(from.chunk.subarray(from.at, from.end)));
    from.at = from.end;
  }
  return Buffer.concat(found);
}
const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    () => undefined,
    (e) => e,
  );
  return error instanceof BackupError ? error.code : String(error);
};
const message = Buffer.from(Array.from({ length: 700 }, (_, i) => i % 251));

describe("message reassembly", () => {
  it.each([1, 2, 5, 6, 7, 64, 699, 700, 701])(
    "gives the same message from frames of %i bytes, arriving in pieces of any size",
    async (frameBytes) => {
      const stream = framesOf(message, () => frameBytes);
      for (const piece of [1, 3, 6, 7, 1000])
        expect(await readAll(reader(stream, () => piece))).toEqual(message);
    },
  );

  it("takes values over frame borders", async () => {
    for (const frameBytes of [1, 2, 3, 1000]) {
      const r = reader(framesOf(message, () => frameBytes));
      expect(await r.takeU8("a")).toBe(0);
      expect(await r.takeU16("b")).toBe(0x0102);
      expect(await r.takeBig64("c")).toBe(0x030405060708090an);
      expect(Buffer.from(await r.take(689, "d"))).toEqual(message.subarray(11));
      expect(await r.ended()).toBe(true);
    }
  });

  it("leaves a connection at the end of its message, for the next one", async () => {
    const first = framesOf(message, () => 100);
    const second = framesOf(Buffer.from("second"), () => 2);
    const connection = connectionTo(Buffer.concat([first, second]), () => first.length);
    expect(await readAll(new MessageReader(connection, 1, TIMEOUTS))).toEqual(message);
    expect((await readAll(new MessageReader(connection, 1, TIMEOUTS))).toString()).toBe("second");
  });

  it("refuses bytes that nobody asked for behind the last frame", async () => {
    const stream = Buffer.concat([framesOf(message, () => 100), Buffer.from([0])]);
    expect(await codeOf(readAll(reader(stream)))).toBe("bad-frame");
  });

  it("names what was cut when a message ends too early", async () => {
    const r = reader(framesOf(message.subarray(0, 5), () => 2));
    await expect(r.take(6, "the store id")).rejects.toMatchObject({
      code: "bad-frame",
      detail: "the answer ended inside the store id: expected 6 bytes, found 5",
    });
  });

  it("says closed-early when the connection ends inside a frame, at every byte", async () => {
    const stream = framesOf(message.subarray(0, 40), () => 15);
    for (let size = 0; size < stream.length; size++)
      expect(await codeOf(readAll(reader(stream.subarray(0, size), () => 4)))).toBe("closed-early");
  });

  it.each([0, 1, MAX_FRAME_LENGTH + 1, 0x7fffffff, 0xffffffff])(
    "refuses a frame of length %i",
    async (length) => {
      const head = Buffer.alloc(6);
      head.writeUInt32BE(length);
      expect(await codeOf(readAll(reader(head)))).toBe("bad-frame");
    },
  );

  it.each([
    ["HTTP/1.1 400 Bad Request\r\n", "not-a-backup-port", /an HTTP server/],
    ["SSH-2.0-OpenSSH_9.2\r\n", "not-a-backup-port", /an SSH server/],
    ["220 mail.example.org ESMTP\r\n", "not-a-backup-port", /says "220"/],
    ["\x15\x03\x01\x00\x02\x02\x46", "not-a-backup-port", /a TLS server/],
    ["\x16\x03\x03\x00\x31", "not-a-backup-port", /a TLS server/],
  ])("recognises other services: %s", async (banner, code, detail) => {
    await expect(readAll(reader(Buffer.from(banner, "latin1")))).rejects.toMatchObject({
      code,
      detail: expect.stringMatching(detail),
    });
  });

  it("ends an endless run of empty frames", async () => {
    const empty = frameHead.encode({
      length: 2,
      more: true,
      failure: false,
      internalVersion: 2,
      spare: false,
      applicationVersion: 1,
    });
    const stream = Buffer.concat(Array.from({ length: 2000 }, () => empty));
    expect(await codeOf(readAll(reader(stream)))).toBe("bad-frame");
  });

  it("counts empty frames as silence, however often they come", async () => {
    const empty = framesOf(Buffer.alloc(0), () => 0);
    empty[4] = 0x09;
    const waits: number[] = [];
    const trickle = {
      where: "test:1",
      read: async (millis: number) => {
        waits.push(millis);
        await new Promise((resolve) => setTimeout(resolve, Math.min(millis, 20)));
        if (millis <= 20) throw new BackupError("read-timeout");
        return Buffer.from(empty);
      },
    } as unknown as Connection;
    const r = new MessageReader(trickle, 1, { firstByteMillis: 5000, silenceMillis: 100 });
    const startedAt = performance.now();
    expect(await codeOf(readAll(r))).toBe("read-timeout");
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(waits[0]).toBeGreaterThan(4000);
    expect(Math.max(...waits.slice(1))).toBeLessThanOrEqual(100);
  });
});

describe("failures of the peer", () => {
  const failure = async (stream: Buffer): Promise<PeerFailure> => {
    const error = await readAll(reader(stream)).catch((e) => e);
    expect(error).toBeInstanceOf(PeerFailure);
    return error as PeerFailure;
  };

  it.each([1, 3, 50, 4000])("collects a failure out of frames of %i bytes", async (frameBytes) => {
    const stream = framesOf(message, () => frameBytes, { failure: true });
    expect((await failure(stream)).payload).toEqual(message);
  });

  it("comes after good frames, in the middle of the message", async () => {
    const good = framesOf(message, () => 700);
    good[4] = 0x09;
    const empty = framesOf(Buffer.alloc(0), () => 0, { failure: true });
    empty[4] = 0x0b;
    const bad = framesOf(Buffer.from("what went wrong"), () => 6, { failure: true });
    expect((await failure(Buffer.concat([good, empty, bad]))).payload.toString()).toBe(
      "what went wrong",
    );
  });

  it("carries the versions of the frame that differed", async () => {
    const other = framesOf(message, () => 100, { applicationVersion: 2 });
    expect((await failure(other)).applicationVersion).toBe(2);
    const internal = framesOf(message, () => 1000);
    internal[4] = 3 << 2;
    expect((await failure(internal)).internalVersion).toBe(3);
  });

  it("is given up when it is endless, whatever the frames' size", async () => {
    for (const frameBytes of [100, 70_000, 4_000_000]) {
      const frame = framesOf(Buffer.alloc(frameBytes), () => frameBytes, { failure: true });
      frame[4] = 0x0b;
      let given = 0;
      const endless = {
        where: "test:1",
        read: async () => {
          given += frame.length;
          if (given > 40_000_000) throw new Error("read far more than a failure may have");
          return Buffer.from(frame);
        },
      } as unknown as Connection;
      expect(await codeOf(readAll(new MessageReader(endless, 1, TIMEOUTS)))).toBe("limit-exceeded");
    }
  });
});
