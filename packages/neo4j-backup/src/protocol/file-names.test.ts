import { describe, expect, it } from "vitest";
import { BackupError } from "../catalogue/errors.ts";
import { MAX_NAME_UNITS, safePath } from "./file-names.ts";

const refused = (name: string): boolean => {
  try {
    safePath(name);
    return false;
  } catch (error) {
    if (error instanceof BackupError && error.code === "unsafe-file-name") return true;
    throw error;
  }
};

describe("file names from the network", () => {
  it.each([
    ["neostore", "neostore"],
    ["schema/label/lucene/_0.cfs", "schema/label/lucene/_0.cfs"],
    ["index\\lucene\\node\\people\\segments_1", "index/lucene/node/people/segments_1"],
    ["index/lucene/node/größe 100%/_0.cfs", "index/lucene/node/größe 100%/_0.cfs"],
    ["index/lucene/node/.../_0.cfs", "index/lucene/node/.../_0.cfs"],
    ["..neostore", "..neostore"],
    ["index/lucene/node/\u{1f600}/_0.cfs", "index/lucene/node/\u{1f600}/_0.cfs"],
  ])("takes %j", (raw, path) => expect(safePath(raw)).toBe(path));

  it.each([
    "..",
    ".",
    "",
    "../evil",
    "a/../../evil",
    "a/..",
    "a/./b",
    "a//b",
    "a/",
    "/etc/passwd",
    "\\\\server\\share\\x",
    "..\\evil",
    "a\\..\\..\\evil",
    "C:\\windows\\x",
    "c:x",
    "C:/x",
    "a\0b",
    "a\nb",
    "a\u001bb",
    "a\u007fb",
    "\ud800",
    "a/\udc00/b",
    "x".repeat(256),
    "ä".repeat(128),
    `${"a/".repeat(32)}b`,
    "x/".repeat(MAX_NAME_UNITS / 2),
    `${"x".repeat(200)}/`.repeat(40),
  ])("refuses %j", (raw) => expect(refused(raw)).toBe(true));

  it("takes the longest parts and the deepest path that are allowed, and no more", () => {
    expect(refused("x".repeat(255))).toBe(false);
    expect(refused(`${"a/".repeat(31)}b`)).toBe(false);
  });

  it("never shows raw control characters in its message", () => {
    try {
      safePath("a\u001b[2Jb");
    } catch (error) {
      expect((error as BackupError).message).not.toContain("\u001b");
    }
    expect.assertions(1);
  });
});
