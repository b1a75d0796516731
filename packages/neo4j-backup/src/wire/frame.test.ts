import { describe, expect, it } from "vitest";
import { encodeFrame, frameHead, INTERNAL_VERSION } from "./frame.ts";

describe("frames", () => {
  it.each([
    ["08 last", false, false, 0x08],
    ["09 more", true, false, 0x09],
    ["0a failure, last", false, true, 0x0a],
    ["0b failure, more", true, true, 0x0b],
  ])("writes the first header byte of a real server: %s", (_, more, failure, byte) => {
    const head = frameHead.encode({
      length: 2,
      more,
      failure,
      internalVersion: INTERNAL_VERSION,
      spare: false,
      applicationVersion: 1,
    });
    expect(head.toString("hex")).toBe(`00000002${byte.toString(16).padStart(2, "0")}01`);
    expect(frameHead.read(head)).toMatchObject({ more, failure, internalVersion: 2 });
  });

  it("counts the two header bytes in the length, and not the length itself", () => {
    const frame = encodeFrame(1, Buffer.from("abc"));
    expect(frame.toString("hex")).toBe("000000050801616263");
  });
});
