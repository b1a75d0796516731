import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MOST_IN_MEMORY_BYTES, PullSink } from "./continuous-sink.ts";
import { INCOMING } from "./target.ts";

const HEAD = Buffer.from("sixteen bytes at");

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-sink-"));
});
afterEach(() => rm(directory, { recursive: true }));

/** Bytes that differ from place to place; each write uses the same buffer, as a connection does. */
async function write(sink: PullSink, total: number): Promise<Buffer> {
  const all = Buffer.from(Buffer.alloc(total).map((_, i) => (i * 31 + (i >> 8)) & 0xff));
  const chunk = Buffer.alloc(100_003);
  for (let at = 0; at < total; ) {
    const length = all.copy(chunk, 1, at, Math.min(total, at + 100_000));
    await sink.write(chunk, 1, 1 + length);
    at += length;
  }
  return all;
}

/** What came, read two times over. */
async function twice(sink: PullSink): Promise<Buffer[]> {
  const { bytes, pieces } = await sink.whole();
  const read = async (): Promise<Buffer> => {
    const found: Buffer[] = [];
    for await (const piece of pieces()) found.push(Buffer.from(piece));
    return Buffer.concat(found);
  };
  const both = [await read(), await read()];
  expect(both.map(({ length }) => length)).toEqual([bytes, bytes]);
  return both;
}

describe("where a pull waits until it is whole", () => {
  it("is memory for a small one, and nothing is on the disk", async () => {
    const sink = new PullSink(directory, HEAD);
    const all = await write(sink, 250_000);
    expect(sink.bytes).toBe(250_000);
    expect(sink.isInMemory).toBe(true);
    expect(await twice(sink)).toEqual([all, all]);
    expect(existsSync(join(directory, INCOMING))).toBe(false);
  });

  it("is a file of its own for a big one, which begins with the head", async () => {
    const sink = new PullSink(directory, HEAD);
    const all = await write(sink, MOST_IN_MEMORY_BYTES + 1_000_000);
    expect(sink.isInMemory).toBe(false);
    const { writer } = await sink.asFile();
    const [first, again] = await twice(sink);
    expect(first?.equals(all)).toBe(true);
    expect(again?.equals(all)).toBe(true);
    const written = await readFile(join(directory, INCOMING));
    expect(written.equals(Buffer.concat([HEAD, all]))).toBe(true);
    expect(writer.written().bytes).toBe(written.length);
  });

  it("leaves nothing when it is given up", async () => {
    const sink = new PullSink(directory, HEAD);
    await write(sink, MOST_IN_MEMORY_BYTES + 1);
    await sink.abandon();
    expect(existsSync(join(directory, INCOMING))).toBe(false);
  });
});
