import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { writeTree } from "../../test/golden/directories.ts";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { stateOf } from "../../test/hostile/directory-state.ts";
import { BackupError } from "../catalogue/errors.ts";
import { asBackupError, listFiles, readPieces, writeWhole } from "./durable.ts";
import { finishInterrupted } from "./interrupted.ts";
import {
  assertReplaceable,
  finishSwap,
  INCOMING,
  lookAt,
  moveUp,
  PUBLISH_LIST,
  STAGING,
} from "./target.ts";

const scratch = scratchDirectory("target");
afterAll(scratch.remove);
let target = "";
let made = 0;
beforeEach(() => {
  target = join(scratch.path, String(++made), "target");
  mkdirSync(target, { recursive: true });
});
const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    (found) => `found ${found}`,
    (e) => e,
  );
  return error instanceof BackupError ? error.code : String(error);
};

describe("what a target is", () => {
  it.each<[string, Record<string, string>, string]>([
    ["nothing in it", {}, "empty"],
    ["our left-overs", { ".holdfast-lock": "", ".holdfast-write-77": "", [INCOMING]: "" }, "empty"],
    ["a manifest without a backup", { "holdfast.manifest.json": "{}" }, "empty"],
    ["a staging directory", { [`${STAGING}/neostore`]: "" }, "interrupted"],
    ["somebody's files", { "thesis.doc": "" }, "foreign"],
    ["somebody's files and our lock", { "thesis.doc": "", ".holdfast-lock": "" }, "foreign"],
    ["a backup", { neostore: "", "index.db": "" }, "backup"],
    ["a backup whose staging is not removed yet", { neostore: "", [`${STAGING}/x`]: "" }, "backup"],
  ])("with %s", async (_, files, expected) => {
    writeTree(target, files);
    expect(await lookAt(target)).toBe(expected);
  });

  it("may be missing, and must be a directory", async () => {
    expect(await lookAt(join(target, "missing"))).toBe("missing");
    writeFileSync(join(target, "file"), "");
    expect(await codeOf(lookAt(join(target, "file")))).toBe("not-a-backup");
  });

  it("can be replaced where its parent can be written to", async () => {
    await assertReplaceable(target);
    expect(await codeOf(assertReplaceable(join(target, "missing")))).toBe("not-replaceable");
  });
});

describe("publishing", () => {
  const staged = {
    neostore: "n",
    "index.db": "i",
    "schema/label/x": "s",
    "neostore.nodestore.db": "d",
  };
  const stage = () =>
    writeTree(join(target, STAGING), {
      ...staged,
      [PUBLISH_LIST]: JSON.stringify(["neostore", "index.db", "schema", "neostore.nodestore.db"]),
    });
  const whole = ["index.db", "neostore", "neostore.nodestore.db", "schema"];

  it("moves everything up and the staging directory away", async () => {
    stage();
    await moveUp(target, ["neostore", "index.db", "schema", "neostore.nodestore.db"]);
    expect(readdirSync(target).sort()).toEqual(whole);
  });

  it("goes on where a crash stopped it, at any file", async () => {
    const order = ["index.db", "schema", "neostore.nodestore.db", "neostore"];
    for (let moved = 0; moved <= order.length; moved++) {
      target = join(scratch.path, `moved-${moved}`);
      stage();
      for (const name of order.slice(0, moved)) {
        mkdirSync(target, { recursive: true });
        writeTree(
          target,
          Object.fromEntries(Object.entries(staged).filter(([p]) => p.split("/")[0] === name)),
        );
        rmSync(join(target, STAGING, name), { recursive: true });
      }
      expect(await finishInterrupted(target)).toMatch(/it was finished/);
      expect(readdirSync(target).sort()).toEqual(whole);
      expect(await finishInterrupted(target)).toBeUndefined();
    }
  });

  it("never calls a directory whole when a staged file is gone", async () => {
    stage();
    rmSync(join(target, STAGING, "index.db"));
    expect(await codeOf(finishInterrupted(target))).toBe("io-failure");
    expect(existsSync(join(target, "neostore"))).toBe(false);
  });

  it("never loses a file because something of the same name is in the way", async () => {
    writeTree(join(target, STAGING), { "x/y": "directory", neostore: "n" });
    writeTree(target, { x: "a file" });
    expect(await codeOf(moveUp(target, ["x", "neostore"]))).toBe("io-failure");
    expect(existsSync(join(target, "neostore"))).toBe(false);
    expect(existsSync(join(target, STAGING, "x/y"))).toBe(true);
  });
});

describe("left-overs of a run that died", () => {
  it("before publishing are removed, whatever they are", async () => {
    writeTree(target, {
      [`${STAGING}/neostore`]: "half",
      "holdfast.manifest.json": "{}",
      [INCOMING]: "half",
      ".holdfast-write-99": "half",
      ".holdfast-lock": "ours",
    });
    expect(await finishInterrupted(target)).toMatch(/what it left was removed/);
    expect(readdirSync(target)).toEqual([".holdfast-lock"]);
  });

  it("with a publish list that was cut are removed too", async () => {
    writeTree(target, {
      [`${STAGING}/neostore`]: "half",
      [`${STAGING}/${PUBLISH_LIST}`]: '["neos',
    });
    expect(await finishInterrupted(target)).toMatch(/was removed/);
    expect(readdirSync(target)).toEqual([]);
  });

  it("never touch a backup's own files and its manifest", async () => {
    writeTree(target, {
      neostore: "n",
      "holdfast.manifest.json": "{}",
      [`${STAGING}/x`]: "",
      [INCOMING]: "",
    });
    expect(await finishInterrupted(target)).toBeUndefined();
    expect(readdirSync(target).sort()).toEqual(["holdfast.manifest.json", "neostore"]);
  });

  it("of a swap are finished only when the new backup is whole", async () => {
    const other = `${target}.holdfast-new`;
    writeTree(other, { [`${STAGING}/neostore`]: "half" });
    rmSync(target, { recursive: true });
    expect(await finishSwap(target)).toBe(false);
    writeTree(other, { neostore: "whole" });
    expect(await finishSwap(target)).toBe(true);
    expect(existsSync(join(target, "neostore"))).toBe(true);
    expect(existsSync(other)).toBe(false);
    writeTree(other, { neostore: "another" });
    expect(await finishSwap(target)).toBe(false);
  });
});

describe("files that last", () => {
  it("are written whole or not at all, and leave nothing beside", async () => {
    await writeWhole(join(target, "a"), "one");
    await writeWhole(join(target, "a"), "two");
    expect(stateOf(target)).toHaveLength(1);
    mkdirSync(join(target, "b"));
    writeFileSync(join(target, "b", "inside"), "");
    expect(await codeOf(writeWhole(join(target, "b"), "over a directory"))).toBe("io-failure");
    expect(readdirSync(target).sort()).toEqual(["a", "b"]);
  });

  it("are listed without following links, which are refused", async () => {
    writeTree(target, { "a/b": "", c: "" });
    expect(await listFiles(target)).toEqual(["a/b", "c"]);
    symlinkSync("/etc", join(target, "link"));
    expect(await codeOf(listFiles(target))).toBe("damaged-backup");
  });

  it("are read in pieces from where to where one asks", async () => {
    writeFileSync(join(target, "x"), "0123456789");
    const text = async (from?: number, to?: number): Promise<string> => {
      let found = "";
      for await (const piece of readPieces(join(target, "x"), from, to)) found += piece.toString();
      return found;
    };
    expect([
      await text(),
      await text(3),
      await text(3, 5),
      await text(9, 99),
      await text(10),
    ]).toEqual(["0123456789", "3456789", "34", "9", ""]);
  });

  it.each([
    ["ENOSPC", "no-space"],
    ["EDQUOT", "no-space"],
    ["EROFS", "not-writable"],
    ["EACCES", "not-writable"],
    ["EIO", "io-failure"],
    ["E2BIG", "io-failure"],
  ])("translate %s to %s", (code, expected) => {
    expect(asBackupError(Object.assign(new Error("x"), { code }), "it")).toMatchObject({
      code: expected,
    });
  });

  it("do not hide a mistake in the program behind a disk's trouble", () => {
    const mistake = Object.assign(new RangeError("x"), { code: "ERR_OUT_OF_RANGE" });
    expect(asBackupError(mistake, "it")).toBe(mistake);
    expect(asBackupError(new TypeError("x"), "it")).toBeInstanceOf(TypeError);
  });
});
