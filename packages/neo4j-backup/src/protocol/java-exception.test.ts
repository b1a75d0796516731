import { describe, expect, it } from "vitest";
import { golden, payloadOf } from "../../test/golden/goldens.ts";
import { isSerialisedJava, readJavaException } from "./java-exception.ts";

const blob = (name: string): Buffer => payloadOf(golden(name).s2c);
const MAGIC = Buffer.from([0xac, 0xed, 0, 5]);
const text = (tag: number, value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([tag, bytes.length >> 8, bytes.length & 255]), bytes]);
};

describe("java exceptions", () => {
  it.each([
    [
      "failure-pruned",
      "NoSuchTransactionException",
      /Unable to find transaction 3 in any of my logical logs/,
    ],
    [
      "failure-application-version",
      "IllegalProtocolVersionException",
      /Unexpected application protocol version 2, expected 1/i,
    ],
    [
      "failure-internal-version",
      "IllegalProtocolVersionException",
      /Unexpected internal protocol version 3, expected 2/i,
    ],
    ["failure-unknown-request", "ArrayIndexOutOfBoundsException", /./],
    ["failure-short-request", "IndexOutOfBoundsException", /./],
  ])("reads class and message of a real one: %s", (name, lastPart, message) => {
    const bytes = blob(name);
    expect(isSerialisedJava(bytes)).toBe(true);
    const found = readJavaException(bytes);
    expect(found.classNames.map((c) => c.split(".").at(-1))).toContain(lastPart);
    expect(found.className).toBe(found.classNames[0]);
    expect(found.message).toMatch(message);
  });

  it("never throws, whatever is cut or broken", () => {
    const bytes = blob("failure-pruned");
    for (let size = 0; size <= bytes.length; size += 3) readJavaException(bytes.subarray(0, size));
    for (let at = 0; at < bytes.length; at += 5) {
      const broken = Buffer.from(bytes);
      broken[at] = 0xff;
      readJavaException(broken);
    }
    expect(readJavaException(MAGIC)).toEqual({ className: "", classNames: [], message: "" });
  });

  it("takes control characters out of what will be shown", () => {
    const bytes = Buffer.concat([
      MAGIC,
      text(0x72, "java.io.IOException"),
      text(0x74, "disk \u001b[2J is full\u0085\nreally"),
    ]);
    expect(readJavaException(bytes).message).toBe("disk  [2J is full \nreally");
  });

  it("shortens an endless message", () => {
    const bytes = Buffer.concat([MAGIC, text(0x74, "so long ".repeat(8000))]);
    expect(readJavaException(bytes).message.length).toBe(4000);
  });
});
