/** Targets that cannot be written to, or that somebody else writes to. */
import { chmod, cp, mkdir, open, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { OnlineBackup, restore, verify } from "../../src/index.ts";
import type { RunningServer } from "../../src/serve/index.ts";
import { SAMPLE, Scratch } from "../../src/serve/testing/served-sample.ts";
import { stateOf } from "../hostile/directory-state.ts";
import { BackupChild } from "./child/run-child.ts";
import { cannotMount, SmallDisk } from "./small-disk.ts";

const MIB = 1024 * 1024;
const HOST = "127.0.0.1";

describe("a target", () => {
  let scratch: Scratch;
  let server: RunningServer;
  /** Serves a store of 60 MB, most of it zeros. */
  let big: RunningServer;
  let reveal = SAMPLE.lastTx as number;
  let whole: string;
  let disk: SmallDisk | undefined;
  const backup = (port = server.port) => OnlineBackup.from(HOST, port);

  beforeAll(async () => {
    scratch = await Scratch.make();
    server = await scratch.serve(await scratch.sample("source"), { reveal: () => reveal });
    const padded = await scratch.sample("padded");
    await truncate(join(padded, "neostore.propertystore.db.strings"), 60 * MIB);
    big = await scratch.serve(padded);
    whole = scratch.path("whole");
    reveal = 224;
    await backup().full(whole);
    reveal = SAMPLE.lastTx;
  });
  afterEach(() => {
    disk?.remove();
    disk = undefined;
  });
  afterAll(() => scratch?.end());

  test("that holds other files is refused for every kind of run, and not touched", async () => {
    const target = scratch.path("foreign");
    await mkdir(target);
    await writeFile(join(target, "letter.txt"), "dear all");
    const before = stateOf(target);
    for (const kind of ["full", "incremental", "backup"] as const)
      await expect(backup()[kind](target)).rejects.toMatchObject({ code: "not-a-backup" });
    expect(stateOf(target)).toEqual(before);
  });

  test("that is a file, or lies below one, is refused, and not touched", async () => {
    const target = scratch.path("file");
    await writeFile(target, "a file");
    for (const path of [target, join(target, "below")])
      await expect(backup().full(path)).rejects.toMatchObject({ code: "not-a-backup" });
    expect(stateOf(scratch.root)).toContain(
      stateOf(scratch.root).find((line) => line.startsWith("file 6 ")),
    );
  });

  test("that holds a backup is refused for a full, one without for an incremental", async () => {
    const before = stateOf(whole);
    await expect(backup().full(whole)).rejects.toMatchObject({ code: "not-empty" });
    expect(stateOf(whole)).toEqual(before);
    const empty = scratch.path("empty");
    await mkdir(empty);
    for (const path of [empty, scratch.path("missing")])
      await expect(backup().incremental(path)).rejects.toMatchObject({ code: "no-backup" });
    expect(await readdir(empty)).toEqual([]);
  });

  describe("that another run writes to", () => {
    test("is refused while that run lives, and free when it was killed", async () => {
      const child = await BackupChild.make();
      let frozen: () => void = () => undefined;
      const isFrozen = new Promise<void>((resolve) => {
        frozen = resolve;
      });
      const stuck = await scratch.serve(scratch.path("source"), {
        onFrame: ({ request }) => {
          if (request.kind !== "full") return "send";
          frozen();
          return new Promise(() => undefined);
        },
      });
      const directory = scratch.path("contested");
      const running = child.start({ operation: "full", host: HOST, port: stuck.port, directory });
      await isFrozen;
      await expect(backup().backup(directory)).rejects.toMatchObject({
        code: "locked",
        retry: "later",
        detail: expect.stringContaining(`process ${running.pid}`),
      });
      running.kill();
      await running.end;
      expect(await backup().full(directory)).toMatchObject({ kind: "full" });
      expect(await verify(directory)).toMatchObject({ ok: true });
      await child.remove();
    });

    test("is refused within one process too, and the first run is not disturbed", async () => {
      const directory = scratch.path("twice");
      const outcomes = await Promise.allSettled([
        backup().full(directory),
        backup().full(directory),
      ]);
      const codes = outcomes.map((o) => (o.status === "fulfilled" ? "done" : o.reason.code));
      expect(codes).toContain("done");
      expect(["locked", "not-empty"]).toContain(codes.find((code) => code !== "done"));
      expect(await verify(directory)).toMatchObject({ ok: true });
    });
  });

  describe.skipIf(cannotMount)("on a read-only file system", () => {
    test("is refused for a full and for an incremental, and not touched", async () => {
      disk = new SmallDisk(scratch.path("read-only"), "size=64m");
      const directory = join(disk.path, "backup");
      await cp(whole, directory, { recursive: true });
      disk.remount("ro");
      const before = stateOf(disk.path);
      await expect(backup().incremental(directory)).rejects.toMatchObject({
        code: "not-writable",
        safe: expect.stringContaining("every restore point"),
      });
      await expect(backup().full(join(disk.path, "new"))).rejects.toMatchObject({
        code: "not-writable",
      });
      expect(stateOf(disk.path)).toEqual(before);
    });
  });

  test.skipIf(process.getuid?.() === 0)("without write permission is refused", async () => {
    const parent = scratch.path("closed");
    await mkdir(parent);
    await chmod(parent, 0o555);
    await expect(backup().full(join(parent, "new"))).rejects.toMatchObject({
      code: "not-writable",
    });
    await chmod(parent, 0o755);
  });

  describe.skipIf(cannotMount)("on a disk that is full", () => {
    test("ends a full in the middle, and leaves nothing", async () => {
      disk = new SmallDisk(scratch.path("small"), "size=56m");
      let received = 0;
      const run = backup(big.port).full(join(disk.path, "backup"), {
        onProgress: ({ bytes }) => {
          received = bytes;
        },
      });
      await expect(run).rejects.toMatchObject({
        code: "no-space",
        retry: "later",
        safe: expect.stringContaining("Nothing was published"),
      });
      expect(received).toBeGreaterThan(16 * MIB);
      expect(await readdir(disk.path)).toEqual([]);
    });

    test("ends a restore before it or in the middle, and leaves nothing", async () => {
      const backedUp = scratch.path("restored-from");
      await backup(big.port).full(backedUp);
      disk = new SmallDisk(scratch.path("restored-to"), "size=56m");
      await expect(restore(backedUp, join(disk.path, "restored"))).rejects.toMatchObject({
        code: "no-space",
      });
      expect(await readdir(disk.path)).toEqual([]);
      disk.remount("size=128m");
      let hasShrunk = false;
      const run = restore(backedUp, join(disk.path, "restored"), {
        onProgress: ({ phase }) => {
          // Somebody else takes the space that there was when the restore began.
          if (phase === "copying" && !hasShrunk) disk?.remount("size=24m");
          hasShrunk ||= phase === "copying";
        },
      });
      await expect(run).rejects.toMatchObject({
        code: "no-space",
        safe: expect.stringContaining("only read"),
      });
      expect(hasShrunk).toBe(true);
      expect(await readdir(disk.path)).toEqual([]);
    });

    test("leaves a backup as it was, and the run after there is space again succeeds", async () => {
      disk = new SmallDisk(scratch.path("filled"), "size=40m");
      const directory = join(disk.path, "backup");
      await cp(whole, directory, { recursive: true });
      const filler = await open(join(disk.path, "filler"), "w");
      await filler.writeFile(Buffer.alloc(28 * MIB, 1));
      await filler.close();
      const before = stateOf(directory);
      await expect(backup().incremental(directory)).rejects.toMatchObject({ code: "no-space" });
      expect(stateOf(directory)).toEqual(before);
      await rm(join(disk.path, "filler"));
      expect(await backup().incremental(directory)).toMatchObject({ lastTx: SAMPLE.lastTx });
      expect(await verify(directory)).toMatchObject({ ok: true });
    });

    test("or out of inodes at the start or in the middle, ends a full the same way", async () => {
      for (const inodes of [12, 30]) {
        disk = new SmallDisk(scratch.path(`inodes-${inodes}`), `size=64m,nr_inodes=${inodes}`);
        await expect(backup().full(join(disk.path, "backup"))).rejects.toMatchObject({
          code: "no-space",
        });
        expect(await readdir(disk.path)).toEqual([]);
        disk.remove();
        disk = undefined;
      }
    });

    test("leaves a backup whole when the full that should replace it does not fit", async () => {
      const pruned = await scratch.serve(scratch.path("padded"), { oldestTx: 228 });
      disk = new SmallDisk(scratch.path("no-room"), "size=56m");
      const directory = join(disk.path, "backup");
      await cp(whole, directory, { recursive: true });
      const before = stateOf(disk.path);
      await expect(backup(pruned.port).backup(directory)).rejects.toMatchObject({
        code: "no-space",
        safe: expect.stringContaining("every restore point"),
      });
      expect(stateOf(disk.path)).toEqual(before);
    });
  });

  test.skipIf(cannotMount)("that is a mount point cannot be swapped for a new full", async () => {
    const pruned = await scratch.serve(scratch.path("source"), { oldestTx: 228 });
    disk = new SmallDisk(scratch.path("mounted"), "size=64m");
    await cp(whole, disk.path, { recursive: true });
    const before = stateOf(disk.path);
    await expect(backup(pruned.port).backup(disk.path)).rejects.toMatchObject({
      code: "not-replaceable",
    });
    expect(stateOf(disk.path)).toEqual(before);
  });
});
