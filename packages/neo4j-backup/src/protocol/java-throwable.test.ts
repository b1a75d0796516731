import { describe, expect, it } from "vitest";
import { readJavaException } from "./java-exception.ts";
import { encodeThrowable, THROWABLES, type ThrowableName } from "./java-throwable.ts";

const names = Object.keys(THROWABLES) as ThrowableName[];
const bytesFor = (name: ThrowableName) =>
  name === "IllegalProtocolVersionException" ? [1, 2] : [];

describe("a serialised exception", () => {
  it.each(names)("%s is understood by the reader", (name) => {
    const text = "something went wrong here";
    const read = readJavaException(encodeThrowable(name, text, bytesFor(name)));
    expect(read.className).toBe(THROWABLES[name].name);
    expect(read.classNames).toContain("java.lang.Throwable");
    expect(read.message).toBe(text);
  });

  it("begins as a real server's does: class descriptor, serial version id, flags", () => {
    const bytes = encodeThrowable("NoSuchTransactionException", "gone").toString("latin1");
    const class_ = "org.neo4j.kernel.impl.transaction.log.NoSuchTransactionException";
    const head = `\xac\xed\0\x05sr\0\x40${class_}\xb4\x42\xd5n\x1d\x9e\x10\x16\x02\0\0xr`;
    expect(bytes.slice(0, head.length)).toBe(head);
    // Five class descriptors and four field types lie before the object: its handle is the ninth.
    expect(bytes).toContain("xpq\0~\0\x09t\0\x04gone");
  });

  it("ends with the class's own bytes", () => {
    const bytes = encodeThrowable("IllegalProtocolVersionException", "no", [1, 2]);
    expect(bytes.subarray(-3)).toEqual(Buffer.from([0x78, 1, 2]));
    expect(() => encodeThrowable("IllegalProtocolVersionException", "no")).toThrow(/2 byte fields/);
  });

  it("keeps text that Java writes in another way out", () => {
    const { message } = readJavaException(encodeThrowable("IOException", "a \0 and a 😀 here"));
    expect(message).toBe("a ? and a ?? here");
  });
});
