import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { pieces } from "../../test/golden/entries.ts";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { SpaceWatch } from "./disk-space.ts";
import { FileWriter, WriterPool } from "./file-writer.ts";

// The machine may be busy with much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const scratch = scratchDirectory("file-writer");
afterAll(scratch.remove);
const pool = () => new WriterPool(new SpaceWatch(scratch.path));
const MEGABYTE = 1 << 20;
const content = (size: number): Buffer => {
  const b = Buffer.alloc(size);
  for (let i = 0; i < size; i++) b[i] = (i * 31 + (i >> 8)) & 255;
  return b;
};
const sha256 = (b: Buffer): string => createHash("sha256").update(b).digest("hex");

async function write(
  path: string,
  bytes: Buffer,
  size: number,
  with_ = pool(),
): Promise<FileWriter> {
  const file = await FileWriter.create(path, with_);
  for (const piece of pieces(bytes, () => size)) {
    const wait = file.write(piece);
    if (wait) await wait;
    // What was handed over is the caller's again.
    piece.fill(0xee);
  }
  return file;
}

describe("files as they arrive", () => {
  it.each([
    [0, 1],
    [1, 1],
    [70_000, 333],
    [MEGABYTE - 1, 65_536],
    [MEGABYTE, 65_536],
    [MEGABYTE + 1, 65_537],
    [5 * MEGABYTE + 7, 262_144],
    [3 * MEGABYTE, 2 * MEGABYTE + 3],
  ])("of %i bytes in pieces of %i are on the disk as they came", async (size, piece) => {
    const bytes = content(size);
    const p = pool();
    const path = join(scratch.path, `f-${size}-${piece}`);
    const file = await write(path, bytes, piece, p);
    expect(file.bytes).toBe(size);
    await file.close();
    await p.drained();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(file.written()).toMatchObject({ bytes: size, sha256: sha256(bytes) });
  });

  it("share two buffers, one file after another", async () => {
    const p = pool();
    const all = Array.from({ length: 12 }, (_, i) => content(200_000 * i + 5));
    for (const [i, bytes] of all.entries())
      await (await write(join(scratch.path, `s-${i}`), bytes, 100_000, p)).close();
    await p.drained();
    for (const [i, bytes] of all.entries())
      expect(readFileSync(join(scratch.path, `s-${i}`)).equals(bytes)).toBe(true);
  });

  it("may get their first bytes last", async () => {
    const p = pool();
    const path = join(scratch.path, "head");
    const file = await write(path, content(MEGABYTE + 100), 9999, p);
    await file.close(Buffer.from("HEAD"));
    await p.drained();
    expect(readFileSync(path).subarray(0, 4).toString()).toBe("HEAD");
    expect(
      readFileSync(path)
        .subarray(4)
        .equals(content(MEGABYTE + 100).subarray(4)),
    ).toBe(true);
  });

  it("are never written over, and no link is followed", async () => {
    const path = join(scratch.path, "there");
    writeFileSync(path, "old");
    await expect(FileWriter.create(path, pool())).rejects.toMatchObject({ code: "io-failure" });
    const link = join(scratch.path, "link");
    symlinkSync(join(scratch.path, "elsewhere"), link);
    await expect(FileWriter.create(link, pool())).rejects.toMatchObject({ code: "io-failure" });
    expect(existsSync(join(scratch.path, "elsewhere"))).toBe(false);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("are closed when they are abandoned, also in the middle of a write", async () => {
    const list = "/proc/self/fd";
    const openFiles = () => (existsSync(list) ? readdirSync(list).length : 0);
    const before = openFiles();
    for (let i = 0; i < 20; i++) {
      const file = await write(join(scratch.path, `a-${i}`), content(MEGABYTE + i), 500_000);
      await file.abandon();
      await file.abandon();
    }
    expect(openFiles()).toBeLessThanOrEqual(before + 1);
    const p = pool();
    const whole = await write(join(scratch.path, "whole"), content(10), 3, p);
    await whole.close();
    await whole.abandon();
    await p.drained();
    expect(readFileSync(join(scratch.path, "whole"))).toEqual(content(10));
  });
});
