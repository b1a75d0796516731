import { describe, expect, it } from "vitest";
import { isNoStoreFile, isOwnFile, isTraceOfOpening } from "./store-files.ts";

describe("files of a store directory", () => {
  it.each([
    ".holdfast-lock",
    ".holdfast-staging/neostore",
    ".HOLDFAST-lock",
    "holdfast.manifest.json",
    "Holdfast.Manifest.json",
    "holdfast.manifest.json/neostore",
  ])("%s is ours, and no server may send it", (path) => {
    expect(isOwnFile(path)).toBe(true);
    expect(isNoStoreFile(path)).toBe(true);
  });

  it.each(["neostore.id", "store_lock", "messages.log", "messages.log.3", "debug.log", "rrd/x"])(
    "%s is no part of a backup",
    (path) => {
      expect(isNoStoreFile(path)).toBe(true);
      expect(isOwnFile(path)).toBe(false);
    },
  );

  it.each([
    "neostore",
    "neostore.nodestore.db",
    "index.db",
    "schema/label/lucene/_0.cfs",
    "index/lucene/node/x.id/_0.cfs",
    "index/lucene/node/.holdfast-lock/_0.cfs",
  ])("%s is part of it", (path) => expect(isNoStoreFile(path)).toBe(false));

  it("knows the traces of a Neo4j that opened the directory", () => {
    expect(["neostore.id", "store_lock", "messages.log"].every(isTraceOfOpening)).toBe(true);
    expect(["neostore", "index.db", "schema/x.id"].some(isTraceOfOpening)).toBe(false);
  });
});
