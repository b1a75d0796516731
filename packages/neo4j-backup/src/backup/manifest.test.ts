import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeTree } from "../../test/golden/directories.ts";
import { neostoreWith } from "../../test/golden/entries.ts";
import { scratchDirectory } from "../../test/golden/scratch.ts";
import { BackupError } from "../catalogue/errors.ts";
import {
  hashFile,
  MANIFEST_FORMAT,
  type Manifest,
  manifestOf,
  summaryOf,
  writeManifest,
} from "./manifest.ts";

const scratch = scratchDirectory("manifest");
afterAll(scratch.remove);

const HASH = "a".repeat(64);
const log = {
  name: "neostore.transaction.db.4",
  version: 4,
  bytes: 200,
  sha256: HASH,
  firstTx: 5,
  lastTx: 6,
  firstCommitAt: 1,
  lastCommitAt: 2,
  transactions: 2,
  lastTxPlace: { from: 100, to: 200, checksum: "-5" },
};
const manifest: Manifest = {
  format: MANIFEST_FORMAT,
  product: "test",
  store: { creationTime: 1, randomId: "-9", storeVersion: "v0.A.6" },
  dialect: 1,
  baseEndTx: 4,
  needsCheckPoint: false,
  adopted: false,
  writtenAt: "2026-11-24T00:00:00.000Z",
  files: [{ path: "neostore", bytes: 8190, sha256: HASH }],
  logFiles: [log],
};
const withLog = (values: object) => ({ ...manifest, logFiles: [{ ...log, ...values }] });
const withFile = (values: object) => ({
  ...manifest,
  files: [{ ...manifest.files[0], ...values }],
});

const codeOf = async (act: Promise<unknown>): Promise<string> => {
  const error = await act.then(
    (found) => `found ${JSON.stringify(found)?.slice(0, 60)}`,
    (e) => e,
  );
  return error instanceof BackupError ? error.code : String(error);
};

describe("manifest", () => {
  it("is read back as it was written, and leaves no temporary file", async () => {
    await writeManifest(manifest, scratch.path);
    expect(await manifestOf(scratch.path)).toEqual(manifest);
    const path = join(scratch.path, "elsewhere.json");
    await writeManifest(manifest, scratch.path, path);
    expect(await manifestOf("/nowhere", path)).toEqual(manifest);
  });

  it("that is not there is no error", async () => {
    expect(await manifestOf(join(scratch.path, "missing"))).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ["no object", 5],
    ["another format", { ...manifest, format: 2 }],
    ["no store", { ...manifest, store: null }],
    ["a random id that is no number", { ...manifest, store: { ...manifest.store, randomId: "x" } }],
    ["dialect 3", { ...manifest, dialect: 3 }],
    ["a base end below 0", { ...manifest, baseEndTx: -1 }],
    ["a base end that is no integer", { ...manifest, baseEndTx: 1.5 }],
    ["needsCheckPoint missing", { ...manifest, needsCheckPoint: undefined }],
    ["files that are no list", { ...manifest, files: {} }],
    ["a path outside", withFile({ path: "../neostore" })],
    ["an absolute path", withFile({ path: "/neostore" })],
    ["a hash that is none", withFile({ sha256: "x" })],
    ["a negative size", withFile({ bytes: -1 })],
    ["a log name that is none", withLog({ name: "neostore.transaction.db.04" })],
    ["a log name of another version", withLog({ version: 5 })],
    ["a last transaction without its place", withLog({ lastTxPlace: undefined })],
    ["a checksum that is no number", withLog({ lastTxPlace: { from: 1, to: 2, checksum: "x" } })],
    ["a transaction in a file of none", withLog({ transactions: 0 })],
    [
      "log files with a gap",
      { ...manifest, logFiles: [log, { ...log, name: "neostore.transaction.db.6", version: 6 }] },
    ],
    ["log files twice", { ...manifest, logFiles: [log, log] }],
  ])("with %s is damage", async (_, value) => {
    const path = join(scratch.path, "bad.json");
    writeFileSync(path, JSON.stringify(value));
    expect(await codeOf(manifestOf(scratch.path, path))).toBe("damaged-backup");
  });

  it("cut short at any byte is damage", async () => {
    const path = join(scratch.path, "cut.json");
    await writeManifest(manifest, scratch.path, path);
    const whole = readFileSync(path);
    // The last byte is a line feed.
    for (let size = 0; size < whole.length - 1; size += 9) {
      writeFileSync(path, whole.subarray(0, size));
      expect(await codeOf(manifestOf(scratch.path, path))).toBe("damaged-backup");
    }
  });

  it("hashes neostore without the 8 bytes of record 2, and nothing else so", async () => {
    const one = join(scratch.path, "one");
    const two = join(scratch.path, "two");
    writeTree(one, {
      neostore: neostoreWith({ logVersion: 1 }),
      other: neostoreWith({ logVersion: 1 }),
    });
    writeTree(two, {
      neostore: neostoreWith({ logVersion: 77 }),
      other: neostoreWith({ logVersion: 77 }),
    });
    expect(await hashFile(one, "neostore")).toEqual(await hashFile(two, "neostore"));
    expect(await hashFile(one, "other")).not.toEqual(await hashFile(two, "other"));
    writeTree(two, { neostore: neostoreWith({ logVersion: 1, lastTx: 99 }) });
    expect(await hashFile(one, "neostore")).not.toEqual(await hashFile(two, "neostore"));
  });

  it("keeps to itself where the last transaction lies", () => {
    expect(summaryOf(log)).not.toHaveProperty("lastTxPlace");
    expect(summaryOf(log)).toMatchObject({ version: 4, lastTx: 6 });
  });
});
