import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { locate } from "./locate.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "holdfast-locate-"));
});
afterEach(() => rm(root, { recursive: true }));

const put = async (...parts: string[]): Promise<void> => {
  await mkdir(join(root, ...parts.slice(0, -1)), { recursive: true });
  await writeFile(join(root, ...parts), "");
};

test("a directory with a store is itself", async () => {
  await put("b", "neostore");
  expect(await locate(join(root, "b"))).toEqual({
    directory: join(root, "b"),
    manifestPath: undefined,
  });
});

test("a set of the console is its store, with the manifest beside it, however it is named", async () => {
  await put("set", "store", "neostore");
  await put("set", "manifest.json");
  const expected = {
    directory: join(root, "set", "store"),
    manifestPath: join(root, "set", "manifest.json"),
  };
  expect(await locate(join(root, "set"))).toEqual(expected);
  expect(await locate(join(root, "set", "store"))).toEqual(expected);
});

test("a manifest that is named wins, one inside the store comes next", async () => {
  await put("set", "store", "neostore");
  await put("set", "manifest.json");
  await put("set", "store", "holdfast.manifest.json");
  const store = join(root, "set", "store");
  expect((await locate(store)).manifestPath).toBeUndefined();
  expect((await locate(store, "/else")).manifestPath).toBe("/else");
});

test("a manifest beside a directory of another name is somebody else's", async () => {
  await put("set", "graph.db", "neostore");
  await put("set", "manifest.json");
  expect((await locate(join(root, "set", "graph.db"))).manifestPath).toBeUndefined();
});

test("anything else is no backup", async () => {
  await put("other", "file");
  await expect(locate(join(root, "other"))).rejects.toMatchObject({ code: "no-backup" });
  await expect(locate(join(root, "missing"))).rejects.toMatchObject({ code: "no-backup" });
});
