import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScratchCopy } from "./scratch-copy.ts";

const NODES = "neostore.nodestore.db";

describe("scratch copies", () => {
  let root: string;
  let base: string;
  const target = () => join(root, "scratch");
  const text = (...path: string[]) => readFile(join(root, ...path), "utf8");

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "holdfast-scratch-"));
    base = join(root, "base");
    await mkdir(join(base, "schema", "index"), { recursive: true });
    for (const name of [
      "neostore",
      NODES,
      `${NODES}.id`,
      "neostore.transaction.db.0",
      "store_lock",
      "holdfast.manifest.json",
      "schema/index/one",
    ])
      await writeFile(join(base, name), `content of ${name}`);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  test("for a check, links to all but logs, id files and what is no part of the store", async () => {
    await ScratchCopy.make(base, target(), "check");
    expect(await readdir(target())).toEqual(["neostore", NODES, "schema"]);
    for (const name of await readdir(target()))
      expect((await lstat(join(target(), name))).isSymbolicLink()).toBe(true);
    expect(await text("scratch", "schema", "index", "one")).toBe("content of schema/index/one");
  });

  test("a file becomes a copy before the first change is written, and the base keeps its own", async () => {
    const scratch = await ScratchCopy.make(base, target(), "check");
    const file = scratch.file(NODES);
    expect(file.isWritable).toBe(false);
    expect(() => file.write(Buffer.from("X"), 0)).toThrow();
    await scratch.settle([NODES]);
    file.write(Buffer.from("CHANGED"), 0);
    scratch.close();
    expect(await text("scratch", NODES)).toBe("CHANGED of neostore.nodestore.db");
    expect(await text("base", NODES)).toBe("content of neostore.nodestore.db");
    expect(scratch.bytesCopied).toBe(32);
    expect(await readdir(target())).toEqual(["neostore", NODES, "schema"]);
  });

  test("removing it leaves what its links name", async () => {
    await ScratchCopy.make(base, target(), "check");
    await rm(target(), { recursive: true });
    expect(await text("base", "schema", "index", "one")).toBe("content of schema/index/one");
  });

  test("for a Neo4j to open, a copy of everything with its logs", async () => {
    const scratch = await ScratchCopy.make(base, target(), "open");
    await scratch.copyAll();
    expect(await readdir(target())).toEqual([
      "neostore",
      NODES,
      "neostore.transaction.db.0",
      "schema",
    ]);
    await writeFile(join(target(), "schema", "index", "one"), "changed");
    expect(await text("base", "schema", "index", "one")).toBe("content of schema/index/one");
  });

  test("a place that is taken, or lies in the backup, is refused", async () => {
    await mkdir(target());
    await writeFile(join(target(), "mine"), "");
    await expect(ScratchCopy.make(base, target(), "check")).rejects.toMatchObject({
      code: "not-empty",
    });
    for (const inside of [base, join(base, "scratch"), join(base, "schema", "..", "x")])
      await expect(ScratchCopy.make(base, inside, "check")).rejects.toMatchObject({
        code: "not-writable",
      });
    expect(await readdir(base)).toHaveLength(7);
  });

  test("a link in the backup is not followed", async () => {
    await symlink("/etc", join(base, "neostore.propertystore.db"));
    await expect(ScratchCopy.make(base, target(), "check")).rejects.toMatchObject({
      code: "damaged-backup",
    });
  });

  test("a store file that is missing is named", async () => {
    const scratch = await ScratchCopy.make(base, target(), "check");
    expect(() => scratch.file("neostore.relationshipstore.db")).toThrow(
      /neostore.relationshipstore.db is missing/,
    );
  });

  test("a cancelled copy ends", async () => {
    const scratch = await ScratchCopy.make(base, target(), "open");
    await expect(scratch.copyAll(AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  });
});
