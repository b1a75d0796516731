import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { FileHash, firstDifference, MARK_EVERY_BYTES } from "./file-hash.ts";

const MIB = MARK_EVERY_BYTES;

function hashOf(bytes: Buffer, pieceBytes = bytes.length || 1) {
  const hash = new FileHash();
  for (let at = 0; at < bytes.length; at += pieceBytes)
    hash.update(bytes.subarray(at, at + pieceBytes));
  return hash.digest();
}
const contentOf = (size: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: size }, (_, i) => (i * 31) >> 3));

describe("the hash of a file", () => {
  it("is its SHA-256, however the bytes came, and so are its marks", () => {
    const bytes = contentOf(2 * MIB + 12345);
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const whole = hashOf(bytes);
    expect(whole.sha256).toBe(sha256);
    expect(Buffer.from(whole.marks ?? "", "base64")).toHaveLength(8);
    for (const size of [MIB, 7777, 3 * MIB]) expect(hashOf(bytes, size)).toEqual(whole);
  });

  it("has no marks under 1 MiB", () => {
    expect(hashOf(contentOf(MIB - 1)).marks).toBeUndefined();
    expect(hashOf(contentOf(0))).toEqual({ sha256: createHash("sha256").digest("hex") });
    expect(hashOf(contentOf(MIB)).marks).toHaveLength(8);
  });

  it("tells the first MiB that differs", () => {
    const size = 3 * MIB + 500;
    const bytes = contentOf(size);
    const written = hashOf(bytes);
    for (const [at, range] of [
      [0, [0, MIB]],
      [MIB - 1, [0, MIB]],
      [MIB, [MIB, 2 * MIB]],
      [3 * MIB - 1, [2 * MIB, 3 * MIB]],
      [3 * MIB, [3 * MIB, size]],
      [size - 1, [3 * MIB, size]],
    ] as const) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] as number) ^ 1;
      // Damage further on is not what is asked for.
      changed[size - 1] = (changed[size - 1] as number) ^ 2;
      expect(firstDifference(written, hashOf(changed), size), `${at}`).toEqual(range);
    }
  });

  it("tells the whole file when there are no marks to compare", () => {
    expect(firstDifference({}, hashOf(contentOf(2 * MIB)), 2 * MIB)).toEqual([0, 2 * MIB]);
  });
});
