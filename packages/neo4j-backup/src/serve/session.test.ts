import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIALECTS } from "../protocol/dialects.ts";
import { readJavaException } from "../protocol/java-exception.ts";
import { encodeFullRequest, encodeIncrementalRequest } from "../protocol/requests.ts";
import { encodeFrame, frameHead } from "../wire/frame.ts";
import type { Served } from "./session.ts";
import { exchange, SAMPLE, Scratch } from "./testing/served-sample.ts";

let scratch: Scratch;
let port: number;
const served: Served[] = [];
beforeAll(async () => {
  scratch = await Scratch.make();
  const directory = await scratch.sample("source");
  ({ port } = await scratch.serve(directory, { onServed: (s) => served.push(s) }));
});
afterAll(() => scratch.end());

const request = (type: number, length = 33): Buffer => {
  const message = Buffer.alloc(length, 0xff);
  message[0] = type;
  return message;
};
const incremental = (lastTx: bigint) => encodeIncrementalRequest(DIALECTS[1], lastTx);
/** An answer of one frame: its head, and its message. */
const framed = (answer: Buffer) => ({
  ...frameHead.read(answer),
  message: answer.subarray(frameHead.size),
});
/** Store id and response type. */
const NOTHING_NEW_BYTES = 41;

describe("requests that a real server answers with an exception", () => {
  // Class, failure bit and whether the connection stays as a real 2.3.3 answered.
  it.each([
    [
      "an unknown type",
      encodeFrame(1, request(9)),
      "java.lang.ArrayIndexOutOfBoundsException",
      true,
    ],
    [
      "a short request",
      encodeFrame(1, request(1, 10)),
      "java.lang.IndexOutOfBoundsException",
      true,
    ],
    ["an empty one", encodeFrame(1, Buffer.alloc(0)), "java.lang.IndexOutOfBoundsException", true],
    [
      "a flag that is none",
      encodeFrame(1, Buffer.concat([request(0), Buffer.from([7])])),
      "java.lang.IllegalArgumentException",
      false,
    ],
    [
      "a pruned transaction",
      incremental(5n),
      "org.neo4j.kernel.impl.transaction.log.NoSuchTransactionException",
      false,
    ],
  ])("%s", async (_, bytes, className, closes) => {
    const { answer, closed } = await exchange(port, bytes);
    const { failure, more, applicationVersion, message } = framed(answer);
    expect({ failure, more, applicationVersion, closed }).toEqual({
      failure: true,
      more: false,
      applicationVersion: 1,
      closed: closes,
    });
    expect(readJavaException(message).className).toBe(className);
  });

  it.each([
    [
      "application",
      encodeFrame(2, request(1)),
      "Unexpected application protocol version 2, expected 1",
    ],
    [
      "internal",
      Buffer.from(encodeFrame(1, request(1)).map((b, i) => (i === 4 ? 3 << 2 : b))),
      "Unexpected internal protocol version 3, expected 2",
    ],
  ])("another %s version, without the failure bit", async (_, bytes, text) => {
    const { answer, closed } = await exchange(port, bytes);
    const { failure, message } = framed(answer);
    expect({ failure, closed }).toEqual({ failure: false, closed: false });
    expect(readJavaException(message)).toMatchObject({
      className: "org.neo4j.com.IllegalProtocolVersionException",
      message: text,
    });
  });
});

describe("requests that are answered", () => {
  it.each([-1n, 0n, BigInt(SAMPLE.lastTx), 1_000_000_000n, 2n ** 62n])(
    "nothing new for one who asks from %i",
    async (lastTx) => {
      const { answer, closed } = await exchange(port, incremental(lastTx));
      const { failure, message } = framed(answer);
      expect({ failure, closed, bytes: message.length }).toEqual({
        failure: false,
        closed: false,
        bytes: NOTHING_NEW_BYTES,
      });
    },
  );

  it("several on one connection, in pieces and after a frame that is none", async () => {
    const wrong = Buffer.alloc(4 + 100_000);
    wrong.writeUInt32BE(100_000);
    const all = Buffer.concat([incremental(-1n), wrong, incremental(-1n)]);
    const { answer } = await exchange(port, all);
    expect(answer.length).toBe(2 * (frameHead.size + NOTHING_NEW_BYTES));
  });

  it("a request over several frames", async () => {
    const message = request(1);
    const [first, second] = [message.subarray(0, 20), message.subarray(20)];
    const one = encodeFrame(1, first);
    one[4] = (one[4] as number) | 1;
    const { answer } = await exchange(port, Buffer.concat([one, encodeFrame(1, second)]));
    expect(framed(answer).message.length).toBe(NOTHING_NEW_BYTES);
  });

  it("tells what was served", async () => {
    served.length = 0;
    // The client has its last byte a moment before the server tells what it has sent.
    await exchange(port, encodeFullRequest(DIALECTS[1], false));
    await expect.poll(() => served.length).toBe(1);
    await exchange(port, incremental(5n));
    await expect.poll(() => served.length).toBe(2);
    expect(served).toMatchObject([
      {
        request: { kind: "full" },
        files: SAMPLE.files,
        firstTx: SAMPLE.firstLogTx,
        lastTx: SAMPLE.lastTx,
      },
      { request: { kind: "incremental" }, failure: expect.stringContaining("NoSuchTransaction") },
    ]);
    expect(served[0]?.bytes).toBeGreaterThan(100_000);
  });
});
