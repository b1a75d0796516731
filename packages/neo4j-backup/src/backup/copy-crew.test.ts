import { createHash } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { type CopyOrder, copyProved } from "./copy-crew.ts";
import { Tracker } from "./tracker.ts";

const MEGABYTE = 1024 * 1024;
const MASK = { from: 5, length: 8 };

/** Sizes around the edges of a piece, and files with nothing in them. */
const SIZES: Record<string, number> = {
  neostore: 8192,
  empty: 0,
  one: 1,
  "schema/index/lucene/1/_0.cfs": 256 * 1024,
  "neostore.nodestore.db": 256 * 1024 + 1,
  "neostore.propertystore.db": 5 * MEGABYTE + 17,
  "neostore.relationshipstore.db": 40 * MEGABYTE,
  "neostore.transaction.db.7": 3 * MEGABYTE + 3,
};
const CUT = { path: "neostore.transaction.db.7", cutAt: 2 * MEGABYTE - 9 };

function content(name: string, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i += 4096) bytes.write(`${name} ${i}`, i);
  return bytes;
}

describe.each([0, 1, 3])("files copied and proved by %i threads", (threads) => {
  const scratch = scratchDirectory(`copy-crew-${threads}`);
  const from = join(scratch.path, "from");
  let into: string;
  let made = 0;
  const files: CopyOrder["files"] = [];
  const whole = new Map<string, Buffer>();

  beforeAll(() => {
    for (const [path, size] of Object.entries(SIZES)) {
      const bytes = content(path, size);
      whole.set(path, bytes);
      mkdirSync(dirname(join(from, path)), { recursive: true });
      writeFileSync(join(from, path), bytes);
      const hashed = Buffer.from(bytes);
      if (path === "neostore") hashed.fill(0, MASK.from, MASK.from + MASK.length);
      files.push({
        path,
        bytes: size,
        sha256: createHash("sha256").update(hashed).digest("hex"),
        ...(path === "neostore" ? { mask: MASK } : {}),
        ...(path === CUT.path ? { cutAt: CUT.cutAt } : {}),
      });
    }
  });
  afterAll(scratch.remove);

  async function copy(given = files, options: ConstructorParameters<typeof Tracker>[1] = {}) {
    into = join(scratch.path, `into-${++made}`);
    mkdirSync(into);
    const tracker = new Tracker("restore", options);
    try {
      await copyProved({ from, into, files: given, threads }, tracker);
    } finally {
      tracker.end();
    }
    return tracker.progress;
  }

  test("are the same bytes, the cut one up to its cut, and all are counted", async () => {
    const progress = await copy();
    let bytes = 0;
    for (const [path, expected] of whole) {
      const wanted = path === CUT.path ? expected.subarray(0, CUT.cutAt) : expected;
      expect(readFileSync(join(into, path)).equals(wanted), path).toBe(true);
      bytes += wanted.length;
    }
    expect(progress).toMatchObject({ bytes, files: whole.size });
    rmSync(into, { recursive: true });
  });

  test.each([
    ["in the first byte", "neostore.propertystore.db", 0],
    ["in the last byte", "neostore.propertystore.db", 5 * MEGABYTE + 16],
    ["beside the mask", "neostore", MASK.from + MASK.length],
    ["in what is cut off", CUT.path, CUT.cutAt + 5],
    ["in a single byte", "one", 0],
  ])("are refused when one differs %s", async (_, path, at) => {
    const bytes = Buffer.from(whole.get(path) as Buffer);
    bytes[at] = (bytes[at] as number) ^ 1;
    writeFileSync(join(from, path), bytes);
    await expect(copy()).rejects.toMatchObject({ code: "damaged-backup", file: path });
    writeFileSync(join(from, path), whole.get(path) as Buffer);
    rmSync(into, { recursive: true });
  });

  test("are whole when one thread is done long before the others", async () => {
    const path = "long";
    const bytes = 300 * MEGABYTE;
    writeFileSync(join(from, path), "");
    truncateSync(join(from, path), bytes);
    const hash = createHash("sha256");
    for (let at = 0; at < bytes; at += MEGABYTE) hash.update(Buffer.alloc(MEGABYTE));
    await copy([{ path, bytes, sha256: hash.digest("hex") }, files[2] as CopyOrder["files"][0]]);
    expect(statSync(join(into, path)).size).toBe(bytes);
    rmSync(into, { recursive: true });
    rmSync(join(from, path));
  });

  test("may differ under the mask, which is copied as it is", async () => {
    const bytes = Buffer.from(whole.get("neostore") as Buffer);
    bytes.fill(0xab, MASK.from, MASK.from + MASK.length);
    writeFileSync(join(from, "neostore"), bytes);
    await copy();
    expect(readFileSync(join(into, "neostore")).equals(bytes)).toBe(true);
    writeFileSync(join(from, "neostore"), whole.get("neostore") as Buffer);
    rmSync(into, { recursive: true });
  });

  test("are refused when one is shorter, missing, or there already", async () => {
    truncateSync(join(from, "neostore.nodestore.db"), 1000);
    await expect(copy()).rejects.toMatchObject({ file: "neostore.nodestore.db" });
    rmSync(join(from, "neostore.nodestore.db"));
    await expect(copy()).rejects.toMatchObject({ code: "io-failure" });
    writeFileSync(
      join(from, "neostore.nodestore.db"),
      whole.get("neostore.nodestore.db") as Buffer,
    );
    into = join(scratch.path, "taken");
    mkdirSync(into);
    writeFileSync(join(into, "one"), "mine");
    await expect(
      copyProved({ from, into, files, threads }, new Tracker("restore", {})),
    ).rejects.toMatchObject({ code: "io-failure" });
    expect(readFileSync(join(into, "one"), "utf8")).toBe("mine");
  });

  test("stop within two seconds when the run is cancelled, with most of it still to do", async () => {
    const path = "endless";
    writeFileSync(join(from, path), "");
    truncateSync(join(from, path), 16 * 1024 * MEGABYTE);
    const abort = new AbortController();
    let abortedAt = 0;
    const onProgress = ({ bytes }: { bytes: number }): void => {
      if (bytes === 0 || abort.signal.aborted) return;
      abortedAt = performance.now();
      abort.abort();
    };
    const endless = { path, bytes: 16 * 1024 * MEGABYTE, sha256: undefined };
    await expect(
      copy([...files, endless], { signal: abort.signal, onProgress }),
    ).rejects.toMatchObject({ code: "cancelled" });
    expect(performance.now() - abortedAt).toBeLessThan(2000);
    expect(statSync(join(into, path)).size).toBeLessThan(2 * 1024 * MEGABYTE);
    rmSync(into, { recursive: true });
    rmSync(join(from, path));
  });

  test("are not begun when the run is cancelled before", async () => {
    await expect(copy(files, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(
      readdirSync(into, { recursive: true }).filter((name) => whole.has(name as string)),
    ).toEqual([]);
  });
});
